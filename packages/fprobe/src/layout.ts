import { at, bytes, ptr, struct, u32, u64 } from '@tracelab/arm64-machine';
import { FtraceOps } from '@tracelab/ops-direct';
import { RethookNode } from '@tracelab/rethook';

/** A probe of function entries and returns, at the offsets of the October 2022 Raspberry Pi 4 build (kernel-paths.md 2.5). */
export const Fprobe = struct('fprobe', {
  ops: bytes(FtraceOps.structSize, 8),
  /** Hits for want of a node, or in recursion. */
  nmissed: at(184, u64),
  flags: at(192, u32),
  rethook: at(200, ptr),
  entryDataSize: at(208, u64),
  entryHandler: at(216, ptr),
  exitHandler: at(224, ptr),
});

/** Bit numbers of fprobe.flags. */
export const FPROBE_DISABLED = 0;
export const FPROBE_KPROBE_SHARED = 1;

/** What a node carries from entry to exit. */
export const FprobeRethookNode = struct('fprobe_rethook_node', {
  node: bytes(RethookNode.structSize, 8),
  entryIp: u64,
  /** The user's, entryDataSize bytes. */
  data: bytes(0, 8),
});
