export { foldedStacks, type CallNode, type Totals } from './call-tree.js';
export * from './formats/index.js';
export { ObservedTiming, type RetireObserver } from './observed-timing.js';
export { PipelineRecorder } from './pipeline-recorder.js';
export {
  chainOf, STAGES, type PipelineRow, type PipelineTrace, type Stage, type TraceFrame, type TraceInstruction, type Wait,
} from './pipeline-trace.js';
export type { AddressProfile, FunctionProfile, Place } from './profile.js';
export { Profiler } from './profiler.js';
export { TraceWriter } from './trace.js';
export { UnitTiming } from './unit-timing.js';
