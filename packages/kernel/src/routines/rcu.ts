import { asm } from '@tracelab/arm64-machine';
import { TaskStruct } from '../layout/index.js';
import { traceable } from '../routine.js';

/** kernel/rcu/tree_plugin.h, preemptible RCU: the reader only counts, in its own task. */
export const rcuReadLock = traceable('__rcu_read_lock', asm`
        mrs     x1, sp_el0
        ldr     w0, [x1, #${TaskStruct.rcuReadLockNesting}]
        add     w0, w0, #1
        str     w0, [x1, #${TaskStruct.rcuReadLockNesting}]
        ret
`);

/** The outermost unlock looks whether a grace period waits for this reader. */
export const rcuReadUnlock = traceable('__rcu_read_unlock', asm`
        mrs     x0, sp_el0
        ldr     w1, [x0, #${TaskStruct.rcuReadLockNesting}]
        sub     w1, w1, #1
        str     w1, [x0, #${TaskStruct.rcuReadLockNesting}]
        cbnz    w1, 1f
        ldr     w1, [x0, #${TaskStruct.rcuReadUnlockSpecial}]
        cbnz    w1, 2f
1:      ret
2:      paciasp
        stp     x29, x30, [sp, #-16]!
        mov     x29, sp
        bl      rcu_read_unlock_special
        ldp     x29, x30, [sp], #16
        autiasp
        ret
`);
