export type { ClassTiming, Core, InOrderCore, OutOfOrderCore, Queue } from './core.js';
export { cpiStack, since, snapshot, topCause, type Counts, type CpiStack } from './cpi-stack.js';
export { cores } from './cores/index.js';
export { cortexA72 } from './cores/cortex-a72.js';
export {
  coherenceLatencies,
  CoherenceDirectory,
  NOWHERE,
  SharedMemorySystem,
  type ClusterPlace,
  type CoherenceLatencies,
  type LineState,
} from './coherence.js';
export { createClusterTiming, createTimingModel } from './create-timing-model.js';
export type { Pipeline } from './pipeline.js';
export { parameters, withParameter, type Parameter } from './parameters.js';
export { compare, type Comparison, type Measurement } from './measurement.js';
export { measurements } from './cores/measurements.js';
export {
  assumed,
  derived,
  fitted,
  isSourced,
  manual,
  measured,
  type Confidence,
  type Provenance,
  type Sourced,
} from './provenance.js';
export type { Timeline } from './timeline.js';
export { time, type TimeOptions, type Timing } from './time.js';
export { CAUSES, type Cause, type TimingModel } from './timing-model.js';
