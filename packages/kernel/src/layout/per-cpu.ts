import { at, s32, struct, u32, u64, u8 } from '@tracelab/arm64-machine';

/**
 * Per-CPU context tracking (v6.1). The low two bits of `state` number the context (kernel, idle, user, guest); above
 * them a counter, odd while RCU watches this CPU: its lowest bit is RCU_DYNTICKS_IDX.
 */
export const ContextTracking = struct('context_tracking', {
  active: u8,
  recursion: at(4, s32),
  state: u32,
  dynticksNesting: at(16, u64),
  dynticksNmiNesting: u64,
});
export const RCU_DYNTICKS_IDX = 4;
/** dynticks_nmi_nesting of a CPU that runs a task: LONG_MAX / 2 + 1. */
export const DYNTICK_IRQ_NONIDLE = 1n << 62n;

/** The run queue's count of tasks with migration disabled, in a structure of realistic size. */
export const Rq = struct('rq', { nrPinned: at(2896, u32) }, 3328);
