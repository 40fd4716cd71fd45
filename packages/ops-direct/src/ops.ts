import { array, at, bytes, ptr, struct, u64 } from '@tracelab/arm64-machine';
import { HlistNode } from '@tracelab/kernel';

/** What an ops traces: everything in `filter` (all functions where it is empty or absent) that is not in `notrace`. */
export const FtraceOpsHash = struct('ftrace_ops_hash', { notraceHash: ptr, filterHash: ptr, regexLock: bytes(32, 8) });

/**
 * A tracer as ftrace sees it. Offsets of the October 2022 Raspberry Pi 4 build (kernel-paths.md 2.5), which had no
 * direct calls. v6.4 appends `direct_call`; here it takes the place of `trampoline`, which arm64 never sets, so that
 * what embeds an ftrace_ops keeps its layout in every configuration. Both places lie in the third cache line.
 */
export const FtraceOps = struct('ftrace_ops', {
  func: ptr,
  next: ptr,
  flags: u64,
  private: ptr,
  savedFunc: ptr,
  localHash: at(40, bytes(FtraceOpsHash.structSize, 8)),
  /** The hash in force: `localHash`, unless ops share one. */
  funcHash: at(88, ptr),
  oldHash: at(96, bytes(FtraceOpsHash.structSize, 8)),
  directCall: at(144, ptr),
  trampolineSize: u64,
  list: array(ptr, 2),
  opsFunc: ptr,
});

/** Chained hash table of function addresses. */
export const FtraceHash = struct('ftrace_hash', {
  /** log2 of the number of buckets. */
  sizeBits: u64,
  buckets: ptr,
  count: u64,
  flags: u64,
  rcu: array(ptr, 2),
});

/** FTRACE_HASH_FL_MOD, a bit number: the hash also names functions of modules not loaded yet, so it is not empty. */
export const HASH_MOD_BIT = 0;

export const FtraceFuncEntry = struct('ftrace_func_entry', {
  hlist: bytes(HlistNode.structSize, 8),
  ip: u64,
  direct: ptr,
});

/** One traceable function. */
export const DynFtrace = struct('dyn_ftrace', {
  /** Address of the BL, not of the function. */
  ip: u64,
  flags: u64,
  /** The ops that the trampoline calls, where the site's literal points here (kernel-paths.md 1.4). */
  ops: ptr,
});
