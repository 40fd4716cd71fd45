import { POINTS, PUBLISHED, PUBLISHED_CORE, configurationId, type Configuration } from '@tracelab/bench';
import type { Refusal } from '../worker/answer.js';
import type { Results } from './results.js';
import { configurationOf, hasHook, textOf, type Selection } from './selection.js';

/** A bar, and the numbers beside it. */
export interface BarRow {
  readonly key: 'base' | 'a' | 'b' | 'direct' | 'kprobe';
  readonly name: string;
  /** The configuration as the command line takes it. */
  readonly id: string;
  /** Undefined while it is being measured; its base where that cannot be. */
  readonly cost: { readonly cycles: number; readonly instructions: number; readonly base: number | undefined; readonly settled: boolean } | undefined;
  readonly refusal: Refusal | undefined;
  readonly published: readonly PublishedMark[];
}

/** What was published of a configuration. A hit is drawn where it lies on the lab's base. */
export interface PublishedMark {
  readonly source: string;
  readonly metric: 'cycles' | 'hit';
  readonly value: number;
}

/** Base, the configurations looked at, and the two roads that everything is compared with. */
export function barRows(a: Selection, b: Selection | null, results: Results): BarRow[] {
  const row = (key: BarRow['key'], name: string, configuration: Configuration): BarRow => {
    const base = results.cost(baseOf(configuration));
    const cost = results.cost(configuration);
    return {
      key,
      name,
      id: textOf(configuration),
      cost: cost?.ok && base ? { ...cost.value, base: base.ok ? base.value.cycles : undefined } : undefined,
      refusal: cost && !cost.ok ? cost.refusal : undefined,
      published: publishedOf(configuration),
    };
  };
  const { base, chosen, direct, kprobe } = compared(a);
  return [
    row('base', 'base', base),
    row('a', 'A', chosen),
    ...(b ? [row('b', 'B', configurationOf(b))] : []),
    row('direct', 'direct call', direct),
    ...(kprobe ? [row('kprobe', 'kprobe', kprobe)] : []),
  ];
}

/** What a selection means, and what it is compared with under the same circumstances. */
export function compared(selection: Selection): { readonly base: Configuration; readonly chosen: Configuration; readonly direct: Configuration; readonly kprobe?: Configuration } {
  const through = (invoker: 'direct' | 'kprobe'): Configuration => configurationOf({ ...selection, invoker });
  const chosen = configurationOf(selection);
  return { base: baseOf(chosen), chosen, direct: through('direct'), ...(hasHook('kprobe', selection.hook) && { kprobe: through('kprobe') }) };
}

/** All that the bars of a selection need to be measured. */
export function barConfigurations(selection: Selection): Configuration[] {
  return Object.values(compared(selection));
}

export function baseOf({ core, mitigations = 'none', cores }: Configuration): Configuration {
  return { ...POINTS.base, core, mitigations, ...(cores !== undefined && { cores }) };
}

function publishedOf(configuration: Configuration): PublishedMark[] {
  if (configuration.core !== PUBLISHED_CORE) return [];
  const same = (other: Omit<Configuration, 'core'>): boolean =>
    configurationId(other) === configurationId(configuration) && (other.mitigations ?? 'none') === (configuration.mitigations ?? 'none');
  return PUBLISHED.flatMap(({ source, metric, value, configuration: other }): PublishedMark[] =>
    (metric === 'cycles' || metric === 'hit') && same(other) ? [{ source, metric, value }] : [],
  );
}
