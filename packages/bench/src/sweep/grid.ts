import type { Mitigations } from '@tracelab/kernel';
import { BENCH_HOOKS, INVOKERS, seriesSubsets, type Configuration, type Hook, type Pool, type SeriesId } from '../configuration.js';
import { POINTS, PUBLISHED_CORE } from '../published.js';

/** What each choice of a configuration goes over; the product of them is measured. */
export interface Grid {
  readonly core: readonly string[];
  readonly mitigations: readonly Mitigations[];
  readonly invoker: readonly Configuration['invoker'][];
  readonly hook: readonly Hook[];
  readonly series: readonly (readonly SeriesId[])[];
  readonly pool: readonly Pool[];
  /** How many run at the hook. */
  readonly programs: readonly number[];
  /** How many run the loop at once. */
  readonly cores: readonly number[];
}

/** What is not chosen: everything that `tracelab bench` measures, and the base. */
export const WHOLE_GRID: Grid = {
  core: [PUBLISHED_CORE],
  mitigations: ['none'],
  invoker: ['none', ...INVOKERS],
  hook: BENCH_HOOKS,
  series: seriesSubsets(),
  pool: ['always'],
  programs: [1],
  cores: [1],
};

/**
 * The configurations of grids, each once: the last of the keys changes fastest. Where a choice makes no difference (series
 * to anything but fprobe, a pool at the return, programs to the base) it is left at one value; a kprobe overrides nothing.
 */
export function gridPoints(grids: readonly Grid[]): Configuration[] {
  const points = new Map<string, Configuration>();
  for (const { core, mitigations, invoker, hook, series, pool, programs, cores } of grids) {
    for (const [c, m, i, h, s, p, programCount, coreCount] of product(core, mitigations, invoker, hook, series, pool, programs, cores)) {
      const point = pointOf(i, h, s, p);
      const counts = { ...(programCount > 1 && i !== 'none' && { programs: programCount }), ...(coreCount > 1 && { cores: coreCount }) };
      const configuration = point && { ...point, core: c, mitigations: m, ...counts };
      if (configuration) points.set(JSON.stringify(configuration), configuration);
    }
  }
  return [...points.values()];
}

function pointOf(invoker: Configuration['invoker'], hook: Hook, series: readonly SeriesId[], pool: Pool): Omit<Configuration, 'core'> | undefined {
  switch (invoker) {
    case 'none':
      return POINTS.base;
    case 'kprobe':
      return hook === 'fmod_ret' ? undefined : { ...POINTS.kprobe, hook };
    case 'direct':
      return { ...POINTS.direct, hook };
    case 'fprobe':
      return { invoker, hook, series, pool: hook === 'fentry' ? pool : 'always' };
  }
}

function product<T extends readonly unknown[]>(...lists: { readonly [K in keyof T]: readonly T[K][] }): T[] {
  return lists.reduce<unknown[][]>((heads, list) => heads.flatMap((head) => list.map((one) => [...head, one])), [[]]) as unknown as T[];
}
