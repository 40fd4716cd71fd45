export type { Alternatives, TrampolineVariant } from './alternatives.js';
export { AttachError, HIT_COUNTER, programFor, TARGET } from './attach.js';
export { bootKernel, partsOf, type Built, type Observe } from './build.js';
export {
  CONTENTION_CORES, LostCallsError, MOST_CONTENTION_CORES, NODE_SOURCES, runContention,
  type ContentionOptions, type ContentionResult, type ContentionRow, type NodeSource,
} from './contention/index.js';
export { checkObject, readBenchObject } from './check-object.js';
export { comparePublished } from './compare-published.js';
export {
  BENCH_HOOKS, type BenchHook, configurationId, HOOKS, INVOKERS, MOST_CORES, MOST_PROGRAMS, orderSeries, POOLS, SERIES, SERIES_IDS, seriesSubsets, type Configuration, type Hook,
  type Invoker, type Pool, type SeriesId, type Workload, WORKLOADS,
} from './configuration.js';
export { CONFIGURATION_FORMS, ConfigurationError, parseConfiguration } from './configuration-id.js';
export * from './defects/index.js';
export * from './diff/index.js';
export { runBench, type BenchOptions } from './experiment.js';
export { baseCycles, fitRefetch, withRefetch } from './flush-fit.js';
export * from './explain/index.js';
export { fittedConstants } from './fitted-constants.js';
export { StarvedCoreError, type Calls, type Loop } from './loop.js';
export { measure, MissedHitsError, prepare, type Prepared } from './measure.js';
export { comparePathsAt, PATHS, printPaths, type PathReport } from './path-lengths.js';
export { POINTS, PUBLISHED, PUBLISHED_CORE, SOURCES, type Metric, type PublishedFigure } from './published.js';
export type { BenchResult, Comparison, Cost, FittedConstant, Row } from './result.js';
export * from './review/index.js';
export * from './run/index.js';
export * from './sensitivity/index.js';
export * from './presets/index.js';
export * from './questions/index.js';
export { shares, type Share } from './shares.js';
export { space, type Point } from './space.js';
export * from './stack-traces/index.js';
export { runToSteadyState, type Steady } from './steady-state.js';
export * from './sweep/index.js';
