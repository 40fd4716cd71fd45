import type { BenchResult, Metric } from '@tracelab/bench';

/** The published figure that a row predicts, or undefined. */
export function published(
  { published }: BenchResult,
  wanted: { readonly row: string; readonly metric: Metric; readonly source?: string },
): number | undefined {
  return published.find(
    ({ row, metric, source }) => row === wanted.row && metric === wanted.metric && source === (wanted.source ?? source),
  )?.published;
}
