import { asm } from '@tracelab/arm64-machine';
import { BRK_IMM, ContextTracking, PREEMPT, RCU_DYNTICKS_IDX, ThreadInfo } from '../layout/index.js';
import { routine } from '../routine.js';
import { preemptDisable } from './preempt.js';

const watching = Math.log2(RCU_DYNTICKS_IDX);

/**
 * kernel/context_tracking.c: tells RCU of an exception that may interrupt anything. Each per-CPU access computes its
 * address anew, as this_cpu_ptr() must; the last load of `state` is an argument of the tracepoint that is off.
 */
export const ctNmiEnter = routine('ct_nmi_enter', asm`
        paciasp
        stp     x29, x30, [sp, #-32]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        adrp    x19, context_tracking
        add     x19, x19, :lo12:context_tracking
        mrs     x20, tpidr_el1
        add     x20, x19, x20
        ldr     x0, [x20, #${ContextTracking.dynticksNmiNesting}]
        tbnz    x0, #63, 2f
        mrs     x0, tpidr_el1
        add     x0, x19, x0
        ldr     w0, [x0, #${ContextTracking.state}]
        tbz     x0, #${watching}, 3f
        mrs     x0, sp_el0
        ldr     w0, [x0, #${ThreadInfo.preemptCount}]
        tst     w0, #${PREEMPT.nmiMask}
        b.ne    1f
        nop                                             // rcu_irq_enter_check_tick(): no nohz_full
1:      mov     x0, #2
        mrs     x1, tpidr_el1
        add     x19, x19, x1
        ldr     w1, [x19, #${ContextTracking.state}]
        nop                                             // trace_rcu_dyntick()
        ldr     x1, [x19, #${ContextTracking.dynticksNmiNesting}]
        add     x0, x0, x1
        str     x0, [x20, #${ContextTracking.dynticksNmiNesting}]
        ldp     x19, x20, [sp, #16]
        ldp     x29, x30, [sp], #32
        autiasp
        ret
2:      brk     #${BRK_IMM.bug}
3:      bl      ct_kernel_enter_state                   // from idle, which nothing here is
`);

export const ctNmiExit = routine('ct_nmi_exit', asm`
        paciasp
        stp     x29, x30, [sp, #-16]!
        adrp    x2, context_tracking
        mov     x29, sp
        add     x2, x2, :lo12:context_tracking
        mrs     x1, tpidr_el1
        add     x1, x2, x1
        ldr     x0, [x1, #${ContextTracking.dynticksNmiNesting}]
        cmp     x0, #0
        b.le    1f
        mrs     x0, tpidr_el1
        add     x0, x2, x0
        ldr     w0, [x0, #${ContextTracking.state}]
        tbz     x0, #${watching}, 1f
        mrs     x0, tpidr_el1
        add     x2, x2, x0
        ldr     x0, [x2, #${ContextTracking.dynticksNmiNesting}]
        cmp     x0, #1
        b.eq    2f
        ldr     w2, [x2, #${ContextTracking.state}]
        nop                                             // trace_rcu_dyntick()
        sub     x0, x0, #2
        str     x0, [x1, #${ContextTracking.dynticksNmiNesting}]
        ldp     x29, x30, [sp], #16
        autiasp
        ret
1:      brk     #${BRK_IMM.bug}
2:      bl      ct_kernel_exit_state                    // back to idle
`);

/** kernel/rcu/tree.c, notrace: whether RCU watches this CPU, so whether a read-side section would mean anything. */
export const rcuIsWatching = routine('rcu_is_watching', asm`
        paciasp
        stp     x29, x30, [sp, #-32]!
        mrs     x1, sp_el0
        mov     x29, sp
        str     x19, [sp, #16]
${preemptDisable({ task: 'x1', count: 'x0' })}
        adrp    x2, context_tracking
        add     x2, x2, :lo12:context_tracking
        mrs     x0, tpidr_el1
        add     x0, x0, x2
        ldr     w19, [x0, #${ContextTracking.state}]
        ubfx    x19, x19, #${watching}, #1
        ldr     x2, [x1, #${ThreadInfo.preemptCount}]   // count and need-resched in one
        sub     x2, x2, #1
        str     w2, [x1, #${ThreadInfo.preemptCount}]
        cbz     x2, 1f
        ldr     x0, [x1, #${ThreadInfo.preemptCount}]   // an interrupt may have asked in between
        cbnz    x0, 2f
1:      bl      preempt_schedule_notrace
2:      mov     w0, w19
        ldr     x19, [sp, #16]
        ldp     x29, x30, [sp], #32
        autiasp
        ret
`);
