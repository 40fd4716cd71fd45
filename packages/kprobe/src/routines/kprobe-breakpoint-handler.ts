import { asm } from '@tracelab/arm64-machine';
import { BRK_IMM, DBG_HOOK_ERROR, DBG_HOOK_HANDLED, PSR, PtRegs, traceable } from '@tracelab/kernel';
import { Kprobe, KPROBE_STATUS, KprobeCtlblk } from '../layout/index.js';

/** arch/arm64/kernel/probes/kprobes.c: the hook of BRK #4. X0 = pt_regs, X1 = ESR. Runs with interrupts masked. */
export const kprobeBreakpointHandler = traceable('kprobe_breakpoint_handler', asm`
        paciasp
        stp     x29, x30, [sp, #-64]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        stp     x21, x22, [sp, #32]
        stp     x23, x24, [sp, #48]
        mov     x20, x0
        mrs     x1, tpidr_el1
        adrp    x21, kprobe_ctlblk
        add     x21, x21, :lo12:kprobe_ctlblk
        add     x21, x21, x1
        adrp    x22, current_kprobe
        add     x22, x22, :lo12:current_kprobe
        ldr     x23, [x22, x1]
        ldr     x0, [x0, #${PtRegs.pc}]
        bl      get_kprobe
        cbz     x0, .Lkprobe_breakpoint_handler_unknown
        mov     x19, x0
        cbnz    x23, .Lkprobe_breakpoint_handler_reenter

        mrs     x1, tpidr_el1
        str     x19, [x22, x1]
        mov     w1, #${KPROBE_STATUS.hitActive}
        str     w1, [x21, #${KprobeCtlblk.status}]
        ldr     x2, [x19, #${Kprobe.preHandler}]
        cbz     x2, .Lkprobe_breakpoint_handler_step
        mov     x1, x20
        blr     x2
        cbnz    w0, .Lkprobe_breakpoint_handler_redirected

.Lkprobe_breakpoint_handler_step:                       // setup_singlestep()
        mov     w0, #${KPROBE_STATUS.hitSs}
        str     w0, [x21, #${KprobeCtlblk.status}]
.Lkprobe_breakpoint_handler_slot:
        ldr     x1, [x19, #${Kprobe.slot}]
        cbz     x1, .Lkprobe_breakpoint_handler_simulate
        ldr     x0, [x20, #${PtRegs.pstate}]
        and     x0, x0, #${PSR.daif}
        str     x0, [x21, #${KprobeCtlblk.savedIrqflag}]
        ldr     x0, [x20, #${PtRegs.pstate}]            // again: the store may alias it, as far as a compiler knows
        orr     x0, x0, #${PSR.daif}                    // nothing may come between the slot and its second BRK
        str     x0, [x20, #${PtRegs.pstate}]
        str     x1, [x20, #${PtRegs.pc}]
.Lkprobe_breakpoint_handler_handled:
        mov     w0, #${DBG_HOOK_HANDLED}
.Lkprobe_breakpoint_handler_out:
        ldp     x19, x20, [sp, #16]
        ldp     x21, x22, [sp, #32]
        ldp     x23, x24, [sp, #48]
        ldp     x29, x30, [sp], #64
        autiasp
        ret

.Lkprobe_breakpoint_handler_redirected:                 // the handler has changed the PC: no step
        mrs     x1, tpidr_el1
        str     xzr, [x22, x1]
        b       .Lkprobe_breakpoint_handler_handled

.Lkprobe_breakpoint_handler_unknown:
        mov     w0, #${DBG_HOOK_ERROR}
        b       .Lkprobe_breakpoint_handler_out

.Lkprobe_breakpoint_handler_simulate:
        ldr     x3, [x19, #${Kprobe.simulate}]
        cbz     x3, 1f
        ldr     w0, [x19, #${Kprobe.opcode}]
        ldr     x1, [x19, #${Kprobe.addr}]
        mov     x2, x20
        blr     x3
1:      mov     x0, x19
        mov     x1, x21
        mov     x2, x20
        bl      post_kprobe_handler
        b       .Lkprobe_breakpoint_handler_handled

.Lkprobe_breakpoint_handler_reenter:                    // a probe in what a handler calls: count it, only step
        ldr     w0, [x21, #${KprobeCtlblk.status}]
        cmp     w0, #${KPROBE_STATUS.hitActive}
        ccmp    w0, #${KPROBE_STATUS.hitSsdone}, #4, ne
        b.ne    .Lkprobe_breakpoint_handler_bug
        mov     x0, x19
        bl      kprobes_inc_nmissed_count
        ldr     w0, [x21, #${KprobeCtlblk.status}]
        str     x23, [x21, #${KprobeCtlblk.prevKprobe}]
        str     w0, [x21, #${KprobeCtlblk.prevStatus}]
        mrs     x1, tpidr_el1
        str     x19, [x22, x1]
        mov     w0, #${KPROBE_STATUS.reenter}
        str     w0, [x21, #${KprobeCtlblk.status}]
        b       .Lkprobe_breakpoint_handler_slot
.Lkprobe_breakpoint_handler_bug:                        // a hit during a step: there is nowhere left to save to
        brk     #${BRK_IMM.bug}
`);
