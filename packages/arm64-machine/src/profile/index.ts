export { foldedStacks, type CallNode, type Totals } from './call-tree.js';
export { ObservedTiming, type RetireObserver } from './observed-timing.js';
export type { AddressProfile, FunctionProfile, Place } from './profile.js';
export { Profiler } from './profiler.js';
export { TraceWriter } from './trace.js';
export { UnitTiming } from './unit-timing.js';
