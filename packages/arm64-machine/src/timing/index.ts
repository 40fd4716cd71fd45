export type {
  Branches, CacheGeometry, ClassTiming, Core, Exceptions, FrontEnd, IssueQueue, Loads, Memory as CoreMemory, Ordering, Queue,
  Stores, SystemRegisters, Window,
} from './core.js';
export { cores } from './cores/index.js';
export { cortexA72 } from './cores/cortex-a72.js';
export { createTimingModel } from './create-timing-model.js';
export type { OutOfOrderCore } from './out-of-order.js';
export { assumed, derived, fitted, isSourced, manual, measured, type Confidence, type Provenance, type Sourced } from './provenance.js';
export { time, type TimeOptions, type Timing } from './time.js';
export { CAUSES, type Cause, type TimingModel } from './timing-model.js';
