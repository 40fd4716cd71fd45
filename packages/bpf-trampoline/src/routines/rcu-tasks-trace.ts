import { asm } from '@tracelab/arm64-machine';
import { routine, TaskStruct } from '@tracelab/kernel';

/**
 * linux/rcupdate_trace.h of v6.1, which the compiler inlines; here out of line, as __rcu_read_lock() is. The grace period
 * asks single readers for a barrier or for word of their end: the special word.
 */
export const rcuReadLockTrace = routine('rcu_read_lock_trace', asm`
        mrs     x1, sp_el0
        ldr     w0, [x1, #${TaskStruct.trcReaderNesting}]
        add     w0, w0, #1
        str     w0, [x1, #${TaskStruct.trcReaderNesting}]
        ldrb    w0, [x1, #${TaskStruct.trcReaderSpecial}]       // .b.need_mb
        cbnz    w0, 1f
        ret
1:      dmb     ish
        ret
`);

/** The depth is a negative number while the special word is looked at: nobody may ask for it to be set then. */
export const rcuReadUnlockTrace = routine('rcu_read_unlock_trace', asm`
        mrs     x0, sp_el0
        ldr     w1, [x0, #${TaskStruct.trcReaderNesting}]
        sub     w1, w1, #1
        mov     w2, #-2147483648
        str     w2, [x0, #${TaskStruct.trcReaderNesting}]
        ldr     w2, [x0, #${TaskStruct.trcReaderSpecial}]
        cbz     w2, 1f
        cbnz    w1, 1f
        b       rcu_read_unlock_trace_special
1:      str     w1, [x0, #${TaskStruct.trcReaderNesting}]
        ret
`);

/** Nobody asks here: grace periods look at the tasks from outside. */
export const rcuReadUnlockTraceSpecial = routine('rcu_read_unlock_trace_special', asm`
        hlt     #0
`);
