import { asm } from '@tracelab/arm64-machine';
import { routine } from '@tracelab/kernel';

// kernel/bpf/helpers.c: interrupts are off while the lock is held, and DAIF waits in a per-CPU word.

export const bpfSpinLock = routine('bpf_spin_lock', asm`
        mrs     x5, daif
        msr     daifset, #3
        mov     w2, #1
        prfm    pstl1strm, [x0]
1:      ldaxr   w3, [x0]
        cbnz    w3, 3f
        stxr    w4, w2, [x0]
        cbnz    w4, 1b
2:      adrp    x1, irqsave_flags
        add     x1, x1, :lo12:irqsave_flags
        mrs     x2, tpidr_el1
        str     x5, [x1, x2]
        mov     x0, #0
        ret
3:      paciasp
        stp     x29, x30, [sp, #-32]!
        mov     x29, sp
        str     x5, [sp, #16]
        mov     w1, w3
        bl      queued_spin_lock_slowpath
        ldr     x5, [sp, #16]
        ldp     x29, x30, [sp], #32
        autiasp
        b       2b
`);

export const bpfSpinUnlock = routine('bpf_spin_unlock', asm`
        adrp    x1, irqsave_flags
        add     x1, x1, :lo12:irqsave_flags
        mrs     x2, tpidr_el1
        ldr     x5, [x1, x2]
        stlrb   wzr, [x0]
        msr     daif, x5
        mov     x0, #0
        ret
`);
