import { bytes, ptr, s32, struct, u16 } from '@tracelab/arm64-machine';
import { ListHead } from './lists.js';

/** A handler of BRK: called when (ESR.ISS & ~mask) equals imm (asm/debug-monitors.h). */
export const BreakHook = struct('break_hook', {
  node: bytes(ListHead.structSize, 8),
  fn: ptr,
  imm: u16,
  mask: u16,
});
/** What fn returns. */
export const DBG_HOOK_HANDLED = 0;
export const DBG_HOOK_ERROR = 1;

/** An entry of debug_fault_info, indexed by ESR bits 29:27. */
export const FaultInfo = struct('fault_info', { fn: ptr, sig: s32, code: s32, name: ptr });

/** BRK immediates of v6.1 (asm/brk-imm.h). */
export const BRK_IMM = {
  kprobes: 0x004,
  uprobes: 0x005,
  kprobesSs: 0x006,
  fault: 0x100,
  kgdbDynamic: 0x400,
  kgdbCompiled: 0x401,
  bug: 0x800,
  kasan: 0x900,
} as const;
