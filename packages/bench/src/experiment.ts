import type { BpfObject } from '@tracelab/bpf';
import { checkObject } from './check-object.js';
import { HOOKS, INVOKERS, SERIES_IDS, configurationId, orderSeries, seriesSubsets, type Configuration, type Hook, type Invoker, type SeriesId } from './configuration.js';
import { fittedConstants } from './fitted-constants.js';
import { measure } from './measure.js';
import { POINTS, PUBLISHED, PUBLISHED_CORE, type Metric } from './published.js';
import type { BenchResult, Comparison, Cost, Row } from './result.js';
import { shares } from './shares.js';

export interface BenchOptions {
  readonly core: string;
  readonly object: BpfObject;
  /** What to call the object in the result. */
  readonly objectName: string;
  readonly hooks?: readonly Hook[];
  readonly invokers?: readonly Invoker[];
  /** Measure this combination of switches alone instead of all sixteen. */
  readonly series?: readonly SeriesId[];
  readonly onProgress?: (done: number, total: number, id: string) => void;
}

/**
 * The trigger benchmark over the space of configurations, or the part of it that the options leave.
 *
 * @throws BpfLoadError or AttachError before anything is measured; MissedHitsError or MachineFault from a measurement
 */
export function runBench(options: BenchOptions): BenchResult {
  const { core, object, onProgress } = options;
  const hooks = options.hooks ?? HOOKS;
  const invokers = options.invokers ?? INVOKERS;
  const series = options.series && orderSeries(options.series);
  const configurations = space(hooks, invokers, series).map((one): Configuration => ({ ...one, core }));

  checkObject(object, configurations);

  const total = configurations.length + 1;
  const run = (configuration: Configuration, done: number): Cost => {
    onProgress?.(done, total, configurationId(configuration));
    const { cycles, instructions } = measure(configuration, object);
    return { cycles, instructions };
  };
  const base = run({ ...POINTS.base, core }, 0);
  const rows = configurations.map((configuration, i) => row(configuration, run(configuration, i + 1), base));
  onProgress?.(total, total, '');

  return {
    schema: 'tracelab.bench/1',
    config: { core, workload: 'getpgid', object: options.objectName, hooks, invokers, series: series ?? null },
    base,
    rows,
    shares: hooks.flatMap((hook) => sharesOf(hook, rows)),
    published: core === PUBLISHED_CORE ? PUBLISHED.flatMap((figure) => compare(figure, base, rows)) : [],
    fitted: fittedConstants(core),
  };
}

type Point = Omit<Configuration, 'core'>;

/** Configurations in the order of the report: kprobe, direct, the sixteen of fprobe, the reading without a pool. */
function space(hooks: readonly Hook[], invokers: readonly Invoker[], series: readonly SeriesId[] | undefined): Point[] {
  const points: Point[] = [];
  if (invokers.includes('kprobe') && hooks.includes('fentry')) points.push(POINTS.kprobe);
  for (const hook of hooks) {
    if (invokers.includes('direct')) points.push(hook === 'fentry' ? POINTS.direct : POINTS.directFexit);
    if (!invokers.includes('fprobe')) continue;
    for (const on of series ? [series] : seriesSubsets()) points.push({ invoker: 'fprobe', hook, series: on, pool: 'always' });
    const readsNoPool = !series || series.join() === POINTS.fprobeNoPool.series.join();
    if (hook === 'fentry' && readsNoPool) points.push(POINTS.fprobeNoPool);
  }
  return points;
}

function row(configuration: Configuration, cost: Cost, base: Cost): Row {
  const { invoker, hook, series, pool } = configuration;
  if (invoker === 'none') throw new Error('the base is no row');
  const overhead = { cycles: cost.cycles - base.cycles, instructions: cost.instructions - base.instructions };
  return { id: configurationId(configuration), invoker, hook, series, pool, ...cost, overhead, hit: overhead.cycles / cost.cycles };
}

function sharesOf(hook: Hook, rows: readonly Row[]): BenchResult['shares'] {
  const byId = new Map(rows.map((one) => [one.id, one]));
  const rowOf = (series: readonly SeriesId[]): Row | undefined => byId.get(configurationId({ invoker: 'fprobe', hook, series, pool: 'always' }));
  if (!seriesSubsets().every(rowOf)) return [];
  return shares(SERIES_IDS, (on) => rowOf(on)!.cycles).map((share) => ({ hook, ...share }));
}

/** The comparison with one published figure; none where its configuration was not measured. */
function compare({ id, source, metric, value, configuration, fittedOn = false }: (typeof PUBLISHED)[number], base: Cost, rows: readonly Row[]): Comparison[] {
  const wanted = configurationId(configuration);
  const measured = configuration.invoker === 'none' ? base : rows.find((one) => one.id === wanted);
  const direct = rows.find(({ id: one }) => one === configurationId(POINTS.direct));
  if (!measured) return [];
  const overhead = measured.cycles - base.cycles;
  const predicted: Record<Metric, number | undefined> = {
    cycles: measured.cycles,
    overhead,
    hit: overhead / measured.cycles,
    'ratio to direct': direct && overhead / direct.overhead.cycles,
  };
  const prediction = predicted[metric];
  if (prediction === undefined) return [];
  return [{ id, row: wanted, source, metric, published: value, predicted: prediction, error: (prediction - value) / value, fitted: fittedOn }];
}
