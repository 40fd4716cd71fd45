import { asm } from '@tracelab/arm64-machine';
import { traceable } from '@tracelab/kernel';
import { PcpuFreelistHead } from '../layout.js';

// kernel/bpf/percpu_freelist.c. Every element is on the list of some CPU: the extra list, for NMIs, stays empty here.

/** The first of this CPU's list, else of the next CPU's that has any, else NULL. */
export const pcpuFreelistPop = traceable('pcpu_freelist_pop', asm`
        adrp    x2, cpu_number
        paciasp
        add     x2, x2, :lo12:cpu_number
        stp     x29, x30, [sp, #-96]!
        mrs     x1, tpidr_el1
        mov     x29, sp
        stp     x25, x26, [sp, #64]
        adrp    x25, nr_cpu_ids
        ldr     w26, [x2, x1]
        add     x25, x25, :lo12:nr_cpu_ids
        stp     x19, x20, [sp, #16]
        mov     w19, w26
        stp     x23, x24, [sp, #48]
        adrp    x23, __per_cpu_offset
        mov     x24, x0
        add     x23, x23, :lo12:__per_cpu_offset
        stp     x21, x22, [sp, #32]
        str     x27, [sp, #80]
1:      ldr     x21, [x23, w19, uxtw #3]
        add     w19, w19, #1
        ldr     x22, [x24]
        add     x20, x22, x21
        ldr     x1, [x22, x21]
        add     x20, x20, #${PcpuFreelistHead.lock}
        mov     x0, x20
        cbz     x1, 2f
        bl      _raw_spin_lock
        ldr     x27, [x22, x21]
        mov     x0, x20
        cbnz    x27, 4f
        bl      _raw_spin_unlock
2:      ldr     w0, [x25]
        cmp     w0, w19
        csel    w19, w19, wzr, hi
        cmp     w19, w26
        b.ne    1b
        mov     x27, #0
3:      ldp     x19, x20, [sp, #16]
        mov     x0, x27
        ldp     x21, x22, [sp, #32]
        ldp     x23, x24, [sp, #48]
        ldp     x25, x26, [sp, #64]
        ldr     x27, [sp, #80]
        ldp     x29, x30, [sp], #96
        autiasp
        ret
4:      ldr     x0, [x27]
        str     x0, [x22, x21]
        mov     x0, x20
        bl      _raw_spin_unlock
        b       3b
`);

/** To this CPU's list, whichever it was taken from. */
export const pcpuFreelistPush = traceable('pcpu_freelist_push', asm`
        paciasp
        stp     x29, x30, [sp, #-48]!
        mov     x29, sp
        stp     x21, x22, [sp, #32]
        mrs     x21, tpidr_el1
        ldr     x22, [x0]
        stp     x19, x20, [sp, #16]
        mov     x20, x1
        add     x19, x22, x21
        add     x19, x19, #${PcpuFreelistHead.lock}
        mov     x0, x19
        bl      _raw_spin_lock
        ldr     x0, [x22, x21]
        str     x0, [x20]
        str     x20, [x22, x21]
        mov     x0, x19
        bl      _raw_spin_unlock
        ldp     x19, x20, [sp, #16]
        ldp     x21, x22, [sp, #32]
        ldp     x29, x30, [sp], #48
        autiasp
        ret
`);
