import { seriesSubsets, type Configuration, type Hook, type Invoker, type SeriesId } from './configuration.js';
import { POINTS } from './published.js';

/** A configuration on whichever core. */
export type Point = Omit<Configuration, 'core'>;

/**
 * The traced configurations in the order of the report, by hook: kprobe, direct, the sixteen of fprobe or the one asked for, the
 * reading without a pool.
 */
export function space(hooks: readonly Hook[], invokers: readonly Invoker[], series?: readonly SeriesId[]): Point[] {
  const points: Point[] = [];
  for (const hook of hooks) {
    if (invokers.includes('kprobe') && hook !== 'fmod_ret') points.push({ ...POINTS.kprobe, hook });
    if (invokers.includes('direct')) points.push({ ...POINTS.direct, hook });
    if (!invokers.includes('fprobe')) continue;
    for (const on of series ? [series] : seriesSubsets()) points.push({ invoker: 'fprobe', hook, series: on, pool: 'always' });
    const readsNoPool = !series || series.join() === POINTS.fprobeNoPool.series.join();
    if (hook === 'fentry' && readsNoPool) points.push(POINTS.fprobeNoPool);
  }
  return points;
}
