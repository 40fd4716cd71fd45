export { CONTENTION_CORES, MOST_CONTENTION_CORES, runContention, type ContentionOptions } from './contention.js';
export { LostCallsError, nodeVariants } from './run-cores.js';
export { NODE_SOURCES, type ContentionResult, type ContentionRow, type NodeSource } from './result.js';
