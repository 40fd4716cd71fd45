export { ADDRESS_MAP } from './address-map.js';
export { baseParts, kernelParts } from './base-parts.js';
export { initialiser } from './data/initialiser.js';
export { BENCH_PGID, BENCH_PID, REAPER_PID } from './data/tasks.js';
export * from './btf/index.js';
export { Kernel, type KernelOptions } from './kernel.js';
export { abortParts } from './abort-parts.js';
export { libParts } from './lib-parts.js';
export { branchTargetParts } from './branch-protection.js';
export { linkKernel, mcountRecord, sources, type KernelImage, type McountRecord } from './kernel-image.js';
export * from './layout/index.js';
export {
  data, perCpuData, routine, routinesIn, traceable, type DataObject, type Parts, type Routine, type Series, type Variant,
} from './routine.js';
export { MITIGATIONS, type Mitigations } from './mitigations.js';
export { comparePaths, countCall, countPath, outside, type PathComparison, type PathCount } from './path-counts.js';
export { basePathLengths, bhbPathLengths, COLUMNS, debugPathLengths, migratePathLengths, type PathColumn, type PathLength } from './path-lengths.js';
export { baseLoop, baseThreads, tracedLoop, tracedThreads, type UserProgram } from './user/getpgid-loop.js';
export { nullSystemCallLoop } from './user/lat-syscall.js';
export { freelistAdd, freelistTryGet, type Inlined } from './routines/freelist.js';
export { stray } from './routines/stray.js';
export { cmpxchg, fetchAdd, type Ordering } from './routines/ll-sc.js';
export { laterTestRunTargets } from './routines/test-run.js';
export { THREAD_SIZE } from './routines/vectors.js';
export { preemptDisable, preemptEnable, type PreemptRegisters } from './routines/preempt.js';
export { unwind, type HijackedReturns, type StackTrace, type UnwindEnd, type UnwindStart } from './unwind.js';
