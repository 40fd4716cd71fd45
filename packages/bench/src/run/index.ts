export type { AttachedProgram, AttachRequest } from './attach-programs.js';
export { mapContents } from './contents.js';
export { runInstructions, type RawProgram } from './instructions.js';
export { kernelTarget } from './kernel-target.js';
export { loadForListing } from './listing.js';
export type { CallResult, MapResult, ProgramResult, RunCost, RunResult } from './result.js';
export { attachObject, misses, runObject, type AttachedObject, type RunOptions } from './run-object.js';
export { FENTRY_CALLS, MODIFY_RETURN_CALLS, TEST_RUN_CALLS, type CallArgument, type KernelCall } from './test-calls.js';
export { driverOf, type CallOutcome, type Driver, type Trigger } from './trigger.js';
