import { bytes, struct, u32, u64 } from '@tracelab/arm64-machine';

/**
 * The first member of task_struct, so `current` (SP_EL0) points at it. The preempt count and the inverted need-resched
 * word are one 64-bit word: it is zero exactly when the scheduler must be called.
 */
export const ThreadInfo = struct('thread_info', {
  flags: u64,
  preemptCount: u32,
  preemptNeedResched: u32,
  cpu: u32,
  pad: bytes(4, 4),
});

/** Bit numbers of thread_info.flags (v6.1, asm/thread_info.h). */
export const TIF = {
  sigpending: 0,
  needResched: 1,
  notifyResume: 2,
  foreignFpstate: 3,
  uprobe: 4,
  mteAsyncFault: 5,
  notifySignal: 6,
  syscallTrace: 8,
  syscallAudit: 9,
  syscallTracepoint: 10,
  seccomp: 11,
  syscallEmu: 12,
  singlestep: 21,
  bit32: 22,
  ssbd: 25,
} as const;

const mask = (...bits: number[]): number => bits.reduce((all, bit) => all | (1 << bit), 0);

/** _TIF_WORK_MASK: what exit_to_user_mode looks at. */
export const TIF_WORK_MASK = mask(
  TIF.needResched,
  TIF.sigpending,
  TIF.notifyResume,
  TIF.foreignFpstate,
  TIF.uprobe,
  TIF.mteAsyncFault,
  TIF.notifySignal,
);

/** _TIF_SYSCALL_WORK: what sends a system call to the slow path. */
export const TIF_SYSCALL_WORK = mask(
  TIF.syscallTrace,
  TIF.syscallAudit,
  TIF.syscallTracepoint,
  TIF.seccomp,
  TIF.syscallEmu,
);

/** Fields of the preempt count (linux/preempt.h): 8 bits of preempt depth, 8 of softirq, 4 of hardirq, 4 of NMI. */
export const PREEMPT = {
  offset: 1,
  softirqOffset: 1 << 8,
  hardirqOffset: 1 << 16,
  nmiOffset: 1 << 20,
  hardirqMask: 0xf << 16,
  nmiMask: 0xf << 20,
  softirqMask: 0xff << 8,
} as const;
