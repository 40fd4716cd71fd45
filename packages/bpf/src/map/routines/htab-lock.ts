import { asm } from '@tracelab/arm64-machine';
import { preemptDisable, preemptEnable, traceable } from '@tracelab/kernel';
import { BpfHtab, Bucket, HASHTAB_MAP_LOCK_COUNT } from '../layout.js';

// kernel/bpf/hashtab.c: X0 = htab, X1 = bucket, W2 = hash.

/** The per-CPU counter of the hash, which keeps a program that interrupted an update on this CPU from waiting for itself. */
const counter = (at: string): string => asm`
        ldr     w4, [x0, #${BpfHtab.nBuckets}]
        sub     w4, w4, #1
        and     w4, w4, w2
        and     w4, w4, #${HASHTAB_MAP_LOCK_COUNT - 1}
        add     x4, x0, w4, uxtw #3
        ldr     ${at}, [x4, #${BpfHtab.mapLocked}]
`.trimEnd();

/** X3 = where DAIF is kept. 0, or -EBUSY. */
export const htabLockBucket = traceable('htab_lock_bucket', asm`
        paciasp
        stp     x29, x30, [sp, #-32]!
        mov     x29, sp
        mrs     x6, sp_el0
        str     x19, [sp, #16]
        mov     x19, x3
${preemptDisable({ task: 'x6', count: 'x5' })}
${counter('x7')}
        mrs     x8, tpidr_el1
        ldr     w4, [x7, x8]
        add     w5, w4, #1
        str     w5, [x7, x8]
        cmp     w5, #1
        b.ne    2f
        add     x0, x1, #${Bucket.rawLock}
        bl      _raw_spin_lock_irqsave
        str     x0, [x19]
        mov     w0, #0
1:      ldr     x19, [sp, #16]
        ldp     x29, x30, [sp], #32
        autiasp
        ret
2:      str     w4, [x7, x8]
${preemptEnable({ task: 'x6', count: 'x5', resched: '4f' })}
3:      mov     w0, #-16                                // -EBUSY
        b       1b
4:      bl      preempt_schedule
        b       3b
`);

/** X3 = DAIF. */
export const htabUnlockBucket = traceable('htab_unlock_bucket', asm`
        paciasp
        stp     x29, x30, [sp, #-48]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
${counter('x19')}
        add     x0, x1, #${Bucket.rawLock}
        mov     x1, x3
        bl      _raw_spin_unlock_irqrestore
        mrs     x1, tpidr_el1
        ldr     w0, [x19, x1]
        sub     w0, w0, #1
        str     w0, [x19, x1]
        mrs     x2, sp_el0
${preemptEnable({ task: 'x2', count: 'x0', resched: '2f' })}
1:      ldp     x19, x20, [sp, #16]
        ldp     x29, x30, [sp], #48
        autiasp
        ret
2:      bl      preempt_schedule
        b       1b
`);
