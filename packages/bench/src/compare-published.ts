import { configurationId } from './configuration.js';
import { POINTS, PUBLISHED, type Metric } from './published.js';
import type { Comparison, Cost } from './result.js';
import type { Point } from './space.js';

/**
 * Every published figure beside what the lab predicts for it, on the core that they were measured on; those are left out
 * whose configuration was not measured.
 *
 * @param costOf undefined where it was not measured
 */
export function comparePublished(costOf: (configuration: Point) => Cost | undefined): Comparison[] {
  const base = costOf(POINTS.base);
  const direct = costOf(POINTS.direct);
  return PUBLISHED.flatMap(({ id, source, metric, value, configuration, fittedOn = false }): Comparison[] => {
    const measured = costOf(configuration);
    if (!measured) return [];
    const overhead = base && measured.cycles - base.cycles;
    const predicted: Record<Metric, number | undefined> = {
      cycles: measured.cycles,
      overhead,
      hit: overhead === undefined ? undefined : overhead / measured.cycles,
      'ratio to direct': overhead === undefined || !direct ? undefined : overhead / (direct.cycles - base!.cycles),
    };
    const prediction = predicted[metric];
    if (prediction === undefined) return [];
    const error = (prediction - value) / value;
    return [{ id, row: configurationId(configuration), source, metric, published: value, predicted: prediction, error, fitted: fittedOn }];
  });
}
