export { parseTrace } from './parse-trace.js';
export { Replay } from './replay.js';
export { timeTrace, type AddressCost, type TraceTiming } from './time-trace.js';
export { TraceError } from './trace-error.js';
export { TraceRecorder } from './trace-recorder.js';
export type { Trace } from './trace.js';
