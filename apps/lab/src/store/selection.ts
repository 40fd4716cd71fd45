import { cores as coreModels } from '@tracelab/arm64-machine';
import {
  configurationId, HOOKS, parseConfiguration, PUBLISHED_CORE, SERIES_IDS, type Configuration, type Hook, type Invoker, type Pool, type SeriesId,
} from '@tracelab/bench';
import { MITIGATIONS, type Mitigations } from '@tracelab/kernel';

/**
 * What the switches of one side say. More than a configuration: series stay chosen while an invoker that does not depend
 * on them is looked at.
 */
export interface Selection {
  readonly invoker: Invoker | 'none';
  readonly hook: Hook;
  readonly series: readonly SeriesId[];
  readonly pool: Pool;
  readonly core: string;
  readonly mitigations: Mitigations;
  readonly programs: number;
  /** That run the loop at once. */
  readonly cores: number;
}

export const FIRST: Selection = { invoker: 'fprobe', hook: 'fentry', series: SERIES_IDS, pool: 'always', core: PUBLISHED_CORE, mitigations: 'none', programs: 1, cores: 1 };

/** Whether a program can run there: nothing modifies a return value through a kprobe. */
export function hasHook(invoker: Selection['invoker'], hook: Hook): boolean {
  return invoker === 'none' || invoker !== 'kprobe' || hook !== 'fmod_ret';
}

/** Whether the switches of the series, and the pool, make a difference. */
export function usesSeries({ invoker }: Selection): boolean {
  return invoker === 'fprobe';
}

export function usesPool({ invoker, hook }: Selection): boolean {
  return invoker === 'fprobe' && hook === 'fentry';
}

/** The configuration as the command line takes it: `fprobe fentry all core=cortex-a53`. */
export function textOf({ core, mitigations = 'none', ...point }: Configuration | Selection): string {
  const id = configurationId({ ...point, hook: hasHook(point.invoker, point.hook) ? point.hook : 'fexit' });
  return [id, core === PUBLISHED_CORE ? '' : `core=${core}`, mitigations === 'none' ? '' : `mitigations=${mitigations}`].filter(Boolean).join(' ');
}

/** The one configuration that a selection means, whatever else is chosen that does not count. */
export function configurationOf(selection: Selection): Configuration {
  return { mitigations: 'none', ...parseConfiguration(textOf(selection)) };
}

/** @throws ConfigurationError */
export function selectionOf(text: string): Selection {
  const { invoker, hook, series, pool, core, mitigations = 'none', programs = 1, cores = 1 } = parseConfiguration(text);
  return { invoker, hook, series: invoker === 'fprobe' ? series : SERIES_IDS, pool, core, mitigations, programs, cores };
}

/** Numbers that switches offer; an address may say any between. Programs up to what the kernel takes. */
export const PROGRAM_COUNTS = [1, 2, 4, 8, 38] as const;
export const CORE_COUNTS = [1, 2, 4, 8] as const;

/** Selections that one click leads to, what is likely and quick to measure first. */
export function neighbours(one: Selection): Selection[] {
  const toggled = (id: SeriesId): SeriesId[] => SERIES_IDS.filter((other) => one.series.includes(other) !== (other === id));
  const series = usesSeries(one) ? SERIES_IDS.map((id) => ({ ...one, series: toggled(id) })) : [];
  const invokers = (['fprobe', 'direct', 'kprobe', 'none'] as const).filter((invoker) => hasHook(invoker, one.hook)).map((invoker) => ({ ...one, invoker }));
  const hooks = HOOKS.filter((hook) => hasHook(one.invoker, hook)).map((hook) => ({ ...one, hook }));
  const pools = usesPool(one) ? (['always', 'when-needed'] as const).map((pool) => ({ ...one, pool })) : [];
  const programs = one.invoker === 'none' ? [] : PROGRAM_COUNTS.map((count) => ({ ...one, programs: count }));
  const mitigations = MITIGATIONS.map((kind) => ({ ...one, mitigations: kind }));
  const models = Object.keys(coreModels).map((core) => ({ ...one, core }));
  // Many cores take long: the next step up or down.
  const cores = CORE_COUNTS.filter((count) => count === 2 * one.cores || 2 * count === one.cores).map((count) => ({ ...one, cores: count }));
  return [...series, ...invokers, ...hooks, ...pools, ...programs, ...mitigations, ...models, ...cores].filter((other) => textOf(other) !== textOf(one));
}
