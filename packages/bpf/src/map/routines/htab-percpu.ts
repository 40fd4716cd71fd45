import { asm } from '@tracelab/arm64-machine';
import { traceable } from '@tracelab/kernel';
import { BpfMap } from '../../layout.js';
import { BpfHtab, HtabElem } from '../layout.js';
import { lookupElemRaw } from './hash-bucket.js';

// kernel/bpf/hashtab.c: the element's value is a pointer to memory on every CPU, set when the map was made.

export const pcpuCopyValue = traceable('pcpu_copy_value', asm`
        paciasp
        stp     x29, x30, [sp, #-16]!
        mov     x3, x1
        mov     x29, sp
        mov     x1, x2
        ldr     w2, [x0, #${BpfMap.valueSize}]
        mrs     x0, tpidr_el1
        add     w2, w2, #7
        add     x0, x3, x0
        and     x2, x2, #0xfffffff8
        bl      memcpy
        ldp     x29, x30, [sp], #16
        autiasp
        ret
`);

/** A new element: this CPU's copy is the value, zeros on all others. */
export const pcpuInitValue = traceable('pcpu_init_value', asm`
        paciasp
        stp     x29, x30, [sp, #-80]!
        adrp    x3, cpu_number
        mov     x29, sp
        stp     x21, x22, [sp, #32]
        adrp    x21, nr_cpu_ids
        add     x3, x3, :lo12:cpu_number
        ldr     w4, [x21, #:lo12:nr_cpu_ids]
        mov     x22, x1
        stp     x23, x24, [sp, #48]
        mrs     x1, tpidr_el1
        ldr     w0, [x0, #${BpfMap.valueSize}]
        ldr     w23, [x3, x1]
        cbz     w4, 4f
        add     w0, w0, #7
        mov     x24, x2
        and     w0, w0, #-8
        add     x21, x21, :lo12:nr_cpu_ids
        stp     x19, x20, [sp, #16]
        uxtw    x20, w0
        mov     w19, #0
        str     x25, [sp, #64]
        adrp    x25, __per_cpu_offset
        add     x25, x25, :lo12:__per_cpu_offset
        b       2f
1:      bl      memset
        add     w19, w19, #1
        ldr     w0, [x21]
        cmp     w0, w19
        b.ls    3f
2:      ldr     x0, [x25, w19, uxtw #3]
        mov     x2, x20
        mov     w1, #0
        add     x0, x22, x0
        cmp     w23, w19
        b.ne    1b
        mov     x1, x24
        bl      memcpy
        ldr     w0, [x21]
        add     w19, w19, #1
        cmp     w0, w19
        b.hi    2b
3:      ldp     x19, x20, [sp, #16]
        ldr     x25, [sp, #64]
4:      ldp     x21, x22, [sp, #32]
        ldp     x23, x24, [sp, #48]
        ldp     x29, x30, [sp], #80
        autiasp
        ret
`);

export const htabPercpuMapUpdateElem = traceable('htab_percpu_map_update_elem', asm`
        paciasp
        stp     x29, x30, [sp, #-128]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        str     x2, [sp, #104]
        cmp     x3, #2
        b.hi    7f
        mov     x20, x0
        stp     x27, x28, [sp, #80]
        mov     x0, x1
        stp     x21, x22, [sp, #32]
        mov     x22, x1
        ldr     w2, [x20, #${BpfHtab.hashrnd}]
        ldr     w27, [x20, #${BpfMap.keySize}]
        stp     x23, x24, [sp, #48]
        mov     x23, x3
        mov     w1, w27
        stp     x25, x26, [sp, #64]
        bl      jhash
        ldr     w21, [x20, #${BpfHtab.nBuckets}]
        mov     w24, w0
        mov     w2, w0
        sub     w21, w21, #1
        add     x3, sp, #120
        ldr     x28, [x20, #${BpfHtab.buckets}]
        and     w21, w21, w24
        mov     x0, x20
        lsl     x21, x21, #4
        add     x26, x28, x21
        mov     x1, x26
        bl      htab_lock_bucket
        cbnz    w0, 5f
        ldr     x19, [x28, x21]
        tbnz    x19, #0, 6f
        uxtw    x25, w27
        b       2f
${lookupElemRaw({ elem: 'x19', hash: 'w24', key: 'x22', keySize: 'x25', seen: 'w1', next: 1, notFound: '6f' })}
        cmp     x23, #1
        b.eq    8f
        add     x19, x19, x25
        mov     x0, x20
        ldr     x2, [sp, #104]
        ldr     x1, [x19, #${HtabElem.key}]
        bl      pcpu_copy_value
3:      mov     x19, #0
4:      ldr     x3, [sp, #120]
        mov     w2, w24
        mov     x1, x26
        mov     x0, x20
        bl      htab_unlock_bucket
        ldp     x21, x22, [sp, #32]
        mov     x0, x19
        ldp     x19, x20, [sp, #16]
        ldp     x23, x24, [sp, #48]
        ldp     x25, x26, [sp, #64]
        ldp     x27, x28, [sp, #80]
        ldp     x29, x30, [sp], #128
        autiasp
        ret
5:      sxtw    x19, w0
        ldp     x21, x22, [sp, #32]
        mov     x0, x19
        ldp     x19, x20, [sp, #16]
        ldp     x23, x24, [sp, #48]
        ldp     x25, x26, [sp, #64]
        ldp     x27, x28, [sp, #80]
        ldp     x29, x30, [sp], #128
        autiasp
        ret
6:      cmp     x23, #2
        b.eq    9f
        add     x0, x20, #${BpfHtab.freelist}
        mov     x19, #-7
        bl      pcpu_freelist_pop
        mov     x23, x0
        cbz     x0, 4b
        add     x19, x0, #${HtabElem.key.offset - HtabElem.pprev.offset}
        mov     x1, x22
        mov     x0, x19
        uxtw    x2, w27
        bl      memcpy
        ldr     x1, [x19, w27, uxtw]
        sub     x19, x23, #${HtabElem.pprev}
        ldr     x2, [sp, #104]
        mov     x0, x20
        bl      pcpu_init_value
        ldr     x0, [x28, x21]
        str     w24, [x19, #${HtabElem.hash}]
        str     x0, [x23, #-8]
        str     x26, [x23]
        stlr    x19, [x26]
        tbnz    x0, #0, 3b
        str     x19, [x0, #${HtabElem.pprev}]
        b       3b
7:      mov     x19, #-22
        mov     x0, x19
        ldp     x19, x20, [sp, #16]
        ldp     x29, x30, [sp], #128
        autiasp
        ret
8:      mov     x19, #-17
        b       4b
9:      mov     x19, #-2
        b       4b
`);
