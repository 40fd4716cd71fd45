import { array, at, ptr, struct, u64 } from '@tracelab/arm64-machine';
import { PtRegs } from '@tracelab/kernel';

/** v6.2: what an AAPCS64 call can pass, and what a tracer needs to redirect or to hook it (kernel-paths.md 2.2). */
export const FtraceRegs = struct('ftrace_regs', {
  /** X0..X7, then X8, the indirect result. */
  regs: array(u64, 9),
  /** v6.4: address of a direct trampoline to jump to when the ops are done, or 0. */
  directTramp: at(72, ptr),
  fp: ptr,
  lr: ptr,
  sp: ptr,
  pc: ptr,
});

/**
 * v6.1: `struct ftrace_regs` wraps a full `struct pt_regs`. The direct trampoline's slot did not exist on arm64 then;
 * orig_x0 means nothing outside a system call, and x86 keeps its own in orig_ax.
 */
export const FtracePtRegs = {
  regs: PtRegs.regs,
  directTramp: PtRegs.origX0,
  fp: { offset: PtRegs.regs.at(29) },
  lr: { offset: PtRegs.regs.at(30) },
  sp: PtRegs.sp,
  pc: PtRegs.pc,
  structSize: PtRegs.structSize,
};

interface Offset {
  readonly offset: number;
}

/** The absolute symbols by which routines of other packages reach a saved register, whichever variant is linked. */
export function fregsAbsolutes(
  layout: Record<'directTramp' | 'fp' | 'lr' | 'sp' | 'pc', Offset> & { structSize: number },
) {
  return {
    FREGS_SIZE: layout.structSize,
    FREGS_FP: layout.fp.offset,
    FREGS_LR: layout.lr.offset,
    FREGS_SP: layout.sp.offset,
    FREGS_PC: layout.pc.offset,
    FREGS_DIRECT_TRAMP: layout.directTramp.offset,
  };
}
