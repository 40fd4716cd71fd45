import { array, bytes, ptr, struct, u32, u64 } from '@tracelab/arm64-machine';
import { HlistHead, HlistNode, ListHead } from '@tracelab/kernel';

/** struct kprobe with arm64's arch_specific_insn spread out (v6.1, linux/kprobes.h, asm/probes.h). */
export const Kprobe = struct('kprobe', {
  /** First member: a bucket of kprobe_table holds pointers to whole kprobes. */
  hlist: bytes(HlistNode.structSize, 8),
  /** Kprobes of an aggregated one. */
  list: bytes(ListHead.structSize, 8),
  /** Hits while another probe was being handled. */
  nmissed: u64,
  addr: ptr,
  symbolName: ptr,
  offset: u32,
  preHandler: ptr,
  postHandler: ptr,
  /** The word that the BRK replaces. */
  opcode: u32,
  /** ainsn.api.insn: the out-of-line slot, 0 where the instruction is simulated. */
  slot: ptr,
  pstateCheck: ptr,
  /** ainsn.api.handler: simulates the instruction. */
  simulate: ptr,
  /** ainsn.api.restore: where to go on after the slot, 0 where the simulation has moved the PC. */
  restore: ptr,
  flags: u32,
});

/** Of kprobe.flags: nobody wants its hits; where that holds for all probes of an address, the BRK is not in place. */
export const KPROBE_FLAG_DISABLED = 2;
/** Bit number of it. */
export const KPROBE_FLAG_DISABLED_BIT = 1;

/** Per CPU: what the handlers of this CPU are doing. */
export const KprobeCtlblk = struct('kprobe_ctlblk', {
  status: u32,
  /** PSTATE.DAIF of the probed context, while the slot runs with all of it masked. */
  savedIrqflag: u64,
  prevKprobe: ptr,
  prevStatus: u32,
});

/** kprobe_ctlblk.status. */
export const KPROBE_STATUS = { hitActive: 1, hitSs: 2, reenter: 4, hitSsdone: 8 } as const;

export const KPROBE_HASH_BITS = 6;

/** struct hlist_head kprobe_table[KPROBE_TABLE_SIZE]. */
export const KprobeTable = struct('kprobe_table', { buckets: array(ptr, 1 << KPROBE_HASH_BITS) });

/** hash_ptr() multiplies by 2^64 divided by the golden ratio (squared) and keeps the high bits (linux/hash.h). */
export const GOLDEN_RATIO_64 = 0x61c8_8646_80b5_83ebn;

/** Address of the bucket of `kprobe_table` for probes at `address`. */
export function kprobeBucket(table: bigint, address: bigint): bigint {
  const hash = BigInt.asUintN(64, address * GOLDEN_RATIO_64) >> BigInt(64 - KPROBE_HASH_BITS);
  return table + hash * BigInt(HlistHead.structSize);
}
