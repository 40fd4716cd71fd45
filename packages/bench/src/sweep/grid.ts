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
}

/** What is not chosen: everything that `tracelab bench` measures, and the base. */
export const WHOLE_GRID: Grid = {
  core: [PUBLISHED_CORE],
  mitigations: ['none'],
  invoker: ['none', ...INVOKERS],
  hook: BENCH_HOOKS,
  series: seriesSubsets(),
  pool: ['always'],
};

/**
 * The configurations of grids, each once: the last of the keys changes fastest. Where a choice makes no difference (series
 * to anything but fprobe, a pool at the return) it is left at one value; a kprobe overrides nothing.
 */
export function gridPoints(grids: readonly Grid[]): Configuration[] {
  const points = new Map<string, Configuration>();
  for (const { core, mitigations, invoker, hook, series, pool } of grids) {
    for (const [c, m, i, h, s, p] of product(core, mitigations, invoker, hook, series, pool)) {
      const point = pointOf(i, h, s, p);
      const configuration = point && { ...point, core: c, mitigations: m };
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
