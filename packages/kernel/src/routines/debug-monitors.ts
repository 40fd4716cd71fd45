import { asm } from '@tracelab/arm64-machine';
import { BreakHook, FaultInfo, ListHead, PSR, PtRegs, ThreadInfo } from '../layout/index.js';
import { traceable } from '../routine.js';

/**
 * arch/arm64/mm/fault.c: X0 = FAR, X1 = ESR, X2 = pt_regs. Preemption is off while the handler runs, without a look at
 * need-resched afterwards.
 */
export const doDebugException = traceable('do_debug_exception', asm`
        paciasp
        stp     x29, x30, [sp, #-64]!
        mov     x29, sp
        stp     x21, x22, [sp, #32]
        mov     x21, x1
        mrs     x1, sp_el0
        stp     x19, x20, [sp, #16]
        ubfx    x19, x21, #27, #3                       // DBG_ESR_EVT
        mov     x20, x2
        stp     x23, x24, [sp, #48]
        add     x19, x19, x19, lsl #1                   // an entry is 24 bytes
        adrp    x22, debug_fault_info
        ldr     w2, [x1, #${ThreadInfo.preemptCount}]
        add     x22, x22, :lo12:debug_fault_info
        lsl     x19, x19, #3
        ldr     x23, [x20, #${PtRegs.pc}]
        add     w2, w2, #1
        add     x24, x19, x22
        str     w2, [x1, #${ThreadInfo.preemptCount}]
        ldr     x2, [x20, #${PtRegs.pstate}]
        mov     x1, #0xffffffffffff                     // the last address of EL0
        tst     x2, #${PSR.modeMask}
        ccmp    x23, x1, #0, eq
        b.hi    2f
        ldr     x3, [x22, x19]
        mov     x2, x20
        mov     x1, x21
        blr     x3
        cbnz    w0, 1f
        mrs     x0, sp_el0
        ldr     w1, [x0, #${ThreadInfo.preemptCount}]
        sub     w1, w1, #1
        str     w1, [x0, #${ThreadInfo.preemptCount}]
        ldp     x19, x20, [sp, #16]
        ldp     x21, x22, [sp, #32]
        ldp     x23, x24, [sp, #48]
        ldp     x29, x30, [sp], #64
        autiasp
        ret
1:      ldr     x0, [x24, #${FaultInfo.name}]
        mov     x1, x20
        bl      arm64_notify_die
2:      bl      arm64_apply_bp_hardening
`);

/** arch/arm64/kernel/debug-monitors.c: X0 = unused, X1 = ESR, X2 = pt_regs. */
export const brkHandler = traceable('brk_handler', asm`
        paciasp
        stp     x29, x30, [sp, #-32]!
        mov     x0, x2
        mov     x29, sp
        str     x19, [sp, #16]
        mov     x19, x2
        bl      call_break_hook
        cbz     w0, 1f                                  // DBG_HOOK_HANDLED
        ldr     x0, [x19, #${PtRegs.pstate}]
        tst     x0, #${PSR.modeMask}
        b.ne    3f
        bl      send_user_sigtrap
1:      mov     w0, #0
2:      ldr     x19, [sp, #16]
        ldp     x29, x30, [sp], #32
        autiasp
        ret
3:      mov     w0, #-14                                // -EFAULT
        b       2b
`);

/** Walks all hooks of the mode under RCU; the last that matches wins. X0 = pt_regs, X1 = ESR. */
export const callBreakHook = traceable('call_break_hook', asm`
        ldr     x3, [x0, #${PtRegs.pstate}]
        adrp    x2, user_break_hook
        adrp    x5, kernel_break_hook
        add     x2, x2, :lo12:user_break_hook
        add     x5, x5, :lo12:kernel_break_hook
        tst     x3, #${PSR.modeMask}
        csel    x5, x5, x2, ne
        ldr     x3, [x5, #${ListHead.next}]
        cmp     x5, x3
        b.eq    3f
        mov     x6, #0
1:      ldrh    w2, [x3, #${BreakHook.mask}]
        ldrh    w4, [x3, #${BreakHook.imm}]
        mvn     w2, w2
        and     x2, x1, x2
        cmp     x4, w2, uxth
        b.ne    2f
        ldr     x6, [x3, #${BreakHook.fn}]
2:      ldr     x3, [x3, #${ListHead.next}]
        cmp     x5, x3
        b.ne    1b
        cbz     x6, 3f
        paciasp
        stp     x29, x30, [sp, #-16]!
        mov     x29, sp
        blr     x6
        ldp     x29, x30, [sp], #16
        autiasp
        ret
3:      mov     w0, #1                                  // DBG_HOOK_ERROR
        ret
`);
