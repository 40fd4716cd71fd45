import { POINTS, PUBLISHED, PUBLISHED_CORE, configurationId, type Configuration } from '@tracelab/bench';
import type { Refusal } from '../worker/answer.js';
import type { Results } from './results.js';
import { configurationOf, hasHook, type Selection } from './selection.js';

/** A bar, and the numbers beside it. */
export interface BarRow {
  readonly key: 'base' | 'a' | 'b' | 'direct' | 'kprobe';
  readonly name: string;
  /** The configuration in its short form. */
  readonly id: string;
  /** Undefined while it is being measured. */
  readonly cost: { readonly cycles: number; readonly instructions: number; readonly base: number; readonly settled: boolean } | undefined;
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
  const one = configurationOf(a);
  const row = (key: BarRow['key'], name: string, configuration: Configuration): BarRow => {
    const base = results.cost(baseOf(configuration));
    const cost = results.cost(configuration);
    const refused = [cost, base].find((answer) => answer && !answer.ok);
    return {
      key,
      name,
      id: configurationId(configuration),
      cost: cost?.ok && base?.ok ? { ...cost.value, base: base.value.cycles } : undefined,
      refusal: refused && !refused.ok ? refused.refusal : undefined,
      published: publishedOf(configuration),
    };
  };
  const other = b && configurationOf(b);
  const reference = (invoker: 'direct' | 'kprobe'): Configuration => configurationOf({ ...a, invoker });
  return [
    row('base', 'base', baseOf(one)),
    row('a', 'A', one),
    ...(other ? [row('b', 'B', other)] : []),
    row('direct', 'direct call', reference('direct')),
    ...(hasHook('kprobe', a.hook) ? [row('kprobe', 'kprobe', reference('kprobe'))] : []),
  ];
}

export function baseOf({ core, mitigations }: Configuration): Configuration {
  return { ...POINTS.base, core, mitigations: mitigations ?? 'none' };
}

function publishedOf(configuration: Configuration): PublishedMark[] {
  if (configuration.core !== PUBLISHED_CORE) return [];
  const same = (other: Omit<Configuration, 'core'>): boolean =>
    configurationId(other) === configurationId(configuration) && (other.mitigations ?? 'none') === (configuration.mitigations ?? 'none');
  return PUBLISHED.flatMap(({ source, metric, value, configuration: other }): PublishedMark[] =>
    (metric === 'cycles' || metric === 'hit') && same(other) ? [{ source, metric, value }] : [],
  );
}
