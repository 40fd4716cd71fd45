export { MECHANISMS, type Mechanism } from './mechanism.js';
export { stackTraces, type StackTracesOptions } from './stack-traces.js';
export type { Boundaries, StackTraceRow, StackTracesResult } from './result.js';
