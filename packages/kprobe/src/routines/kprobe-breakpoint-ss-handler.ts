import { asm } from '@tracelab/arm64-machine';
import { DBG_HOOK_ERROR, DBG_HOOK_HANDLED, PSR, PtRegs, traceable } from '@tracelab/kernel';
import { Kprobe, KPROBE_STATUS, KprobeCtlblk } from '../layout/index.js';

/** arch/arm64/kernel/probes/kprobes.c: the hook of BRK #6, which follows the instruction in its slot. X0 = pt_regs, X1 = ESR. */
export const kprobeBreakpointSsHandler = traceable('kprobe_breakpoint_ss_handler', asm`
        paciasp
        stp     x29, x30, [sp, #-16]!
        mov     x29, sp
        mov     x2, x0
        mrs     x3, tpidr_el1
        adrp    x1, kprobe_ctlblk
        add     x1, x1, :lo12:kprobe_ctlblk
        add     x1, x1, x3
        adrp    x4, current_kprobe
        add     x4, x4, :lo12:current_kprobe
        ldr     x0, [x4, x3]
        cbz     x0, .Lkprobe_breakpoint_ss_handler_other
        ldr     w3, [x1, #${KprobeCtlblk.status}]
        tst     w3, #${KPROBE_STATUS.hitSs | KPROBE_STATUS.reenter}
        b.eq    .Lkprobe_breakpoint_ss_handler_other
        ldr     x3, [x0, #${Kprobe.slot}]
        ldr     x4, [x2, #${PtRegs.pc}]
        add     x3, x3, #4
        cmp     x3, x4
        b.eq    .Lkprobe_breakpoint_ss_handler_stepped
.Lkprobe_breakpoint_ss_handler_other:                   // not the BRK of the slot that this CPU is in
        mov     w0, #${DBG_HOOK_ERROR}
.Lkprobe_breakpoint_ss_handler_out:
        ldp     x29, x30, [sp], #16
        autiasp
        ret

.Lkprobe_breakpoint_ss_handler_stepped:
        ldr     x3, [x2, #${PtRegs.pstate}]
        and     x3, x3, #${`0x${(~BigInt(PSR.daif) & 0xffff_ffff_ffff_ffffn).toString(16)}`}
        str     x3, [x2, #${PtRegs.pstate}]
        ldr     x4, [x1, #${KprobeCtlblk.savedIrqflag}]
        orr     x3, x3, x4
        str     x3, [x2, #${PtRegs.pstate}]
        bl      post_kprobe_handler
        mov     w0, #${DBG_HOOK_HANDLED}
        b       .Lkprobe_breakpoint_ss_handler_out
`);
