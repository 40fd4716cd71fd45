import type { BpfObject } from '@tracelab/bpf';
import type { Mitigations } from '@tracelab/kernel';
import { checkObject } from './check-object.js';
import { comparePublished } from './compare-published.js';
import {
  BENCH_HOOKS, INVOKERS, SERIES_IDS, configurationId, orderSeries, seriesSubsets, type Configuration, type Hook, type Invoker, type SeriesId,
} from './configuration.js';
import { fittedConstants } from './fitted-constants.js';
import { measure } from './measure.js';
import { overheadOf } from './overhead.js';
import { POINTS, PUBLISHED_CORE } from './published.js';
import type { BenchResult, Cost, Row } from './result.js';
import { shares } from './shares.js';
import { space, type Point } from './space.js';

export interface BenchOptions {
  readonly core: string;
  readonly object: BpfObject;
  /** What to call the object in the result. */
  readonly objectName: string;
  readonly hooks?: readonly Hook[];
  readonly invokers?: readonly Invoker[];
  /** Measure this combination of switches alone instead of all sixteen. */
  readonly series?: readonly SeriesId[];
  /** Of all kernels that are measured; default none. */
  readonly mitigations?: Mitigations;
  readonly onProgress?: (done: number, total: number, id: string) => void;
}

/**
 * The trigger benchmark over the space of configurations, or the part of it that the options leave.
 *
 * @throws BpfLoadError or AttachError before anything is measured; MissedHitsError or MachineFault from a measurement
 */
export function runBench(options: BenchOptions): BenchResult {
  const { core, object, onProgress } = options;
  const hooks = options.hooks ?? BENCH_HOOKS;
  const invokers = options.invokers ?? INVOKERS;
  const series = options.series && orderSeries(options.series);
  const mitigations = options.mitigations ?? 'none';
  const here = (one: Point): Configuration => ({ mitigations, ...one, core });
  const configurations = space(hooks, invokers, series).map(here);
  const untraced = core === PUBLISHED_CORE ? [here(POINTS.base), here(POINTS.nullSystemCall)] : [here(POINTS.base)];

  checkObject(object, configurations);

  const total = untraced.length + configurations.length;
  const unsettled: string[] = [];
  const run = (configuration: Configuration, done: number): Cost => {
    const id = configurationId(configuration);
    onProgress?.(done, total, id);
    const { cycles, instructions, period } = measure(configuration, object);
    if (period === undefined) unsettled.push(id);
    return { cycles, instructions };
  };
  const [base, nullSystemCall] = untraced.map(run) as [Cost, Cost?];
  const rows = configurations.map((configuration, i) => row(configuration, run(configuration, untraced.length + i), base));
  onProgress?.(total, total, '');

  return {
    schema: 'tracelab.bench/1',
    config: { core, workload: 'getpgid', mitigations, object: options.objectName, hooks, invokers, series: series ?? null },
    base,
    rows,
    unsettled,
    shares: hooks.flatMap((hook) => sharesOf(hook, rows)),
    published: core === PUBLISHED_CORE ? comparePublished((point) => costOf(point, { mitigations, base, nullSystemCall, rows })) : [],
    fitted: fittedConstants(core),
  };
}

function row(configuration: Configuration, cost: Cost, base: Cost): Row {
  const { invoker, hook, series, pool } = configuration;
  if (invoker === 'none') throw new Error('the base is no row');
  return { id: configurationId(configuration), invoker, hook, series, pool, ...cost, ...overheadOf(cost, base) };
}

function sharesOf(hook: Hook, rows: readonly Row[]): BenchResult['shares'] {
  const byId = new Map(rows.map((one) => [one.id, one]));
  const rowOf = (series: readonly SeriesId[]): Row | undefined => byId.get(configurationId({ invoker: 'fprobe', hook, series, pool: 'always' }));
  if (!seriesSubsets().every(rowOf)) return [];
  return shares(SERIES_IDS, (on) => rowOf(on)!.cycles).map((share) => ({ hook, ...share }));
}

/** What predictions are made from. */
interface Measurements {
  readonly mitigations: Mitigations;
  readonly base: Cost;
  readonly nullSystemCall: Cost | undefined;
  readonly rows: readonly Row[];
}

function costOf(configuration: Point, { mitigations, base, nullSystemCall, rows }: Measurements): Cost | undefined {
  if (configuration.workload === 'lat_syscall null') return nullSystemCall;
  if ((configuration.mitigations ?? 'none') !== mitigations) return undefined;
  if (configuration.invoker === 'none') return base;
  return rows.find(({ id }) => id === configurationId(configuration));
}
