import { configurationId, BENCH_HOOKS, INVOKERS, SERIES_IDS, type BenchHook, type SeriesId } from '../configuration.js';
import { POINTS } from '../published.js';
import { shares, type Share } from '../shares.js';
import { space, type Point } from '../space.js';
import type { Costs } from './recording.js';

/** All that is measured on each variant of a core. */
export const MEASURED: readonly Point[] = [POINTS.base, ...space(BENCH_HOOKS, INVOKERS)];

const fexit = (point: Point): Point => ({ ...point, hook: 'fexit' });

/** Rows that a reader asks about, by the name of the column that shows them. */
export const ROWS = {
  fentry: {
    kprobe: POINTS.kprobe,
    direct: POINTS.direct,
    none: POINTS.fprobeNone,
    Xu: POINTS.fprobeXu,
    posted: POINTS.fprobePosted,
    'no pool': POINTS.fprobeNoPool,
    all: POINTS.fprobeAll,
  },
  fexit: {
    direct: POINTS.directFexit,
    none: fexit(POINTS.fprobeNone),
    Xu: fexit(POINTS.fprobeXu),
    posted: fexit(POINTS.fprobePosted),
    all: fexit(POINTS.fprobeAll),
  },
} as const satisfies Record<BenchHook, Record<string, Point>>;

/** What is looked at: the base, what each row adds to it, and what each series saves of all; in cycles per call. */
export interface Figures {
  readonly base: number;
  /** By id of the configuration. */
  readonly overheads: Readonly<Record<string, number>>;
  readonly shares: Readonly<Record<BenchHook, readonly Share<SeriesId>[]>>;
}

export function figures(costs: Costs): Figures {
  const base = costs['base']!;
  const rows = BENCH_HOOKS.flatMap((hook) => Object.values<Point>(ROWS[hook]).map(configurationId));
  const sharesAt = (hook: BenchHook): Share<SeriesId>[] =>
    shares(SERIES_IDS, (series) => costs[configurationId({ invoker: 'fprobe', hook, series, pool: 'always' })]!);
  return {
    base,
    overheads: Object.fromEntries(rows.map((id) => [id, costs[id]! - base])),
    shares: { fentry: sharesAt('fentry'), fexit: sharesAt('fexit') },
  };
}

/** The series by what they save, most first; of equals, in their usual order. */
export function ranking(figuresOf: Figures, hook: BenchHook): SeriesId[] {
  return [...figuresOf.shares[hook]].sort((a, b) => b.shapley - a.shapley).map(({ series }) => series);
}
