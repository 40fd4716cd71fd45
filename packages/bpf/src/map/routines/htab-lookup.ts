import { asm } from '@tracelab/arm64-machine';
import { traceable } from '@tracelab/kernel';
import { BpfMap } from '../../layout.js';
import { BpfHtab, BpfLruNode, HtabElem } from '../layout.js';

// kernel/bpf/hashtab.c: look-ups take no lock.

/** X0 = bucket, W1 = hash, X2 = key, W3 = its bytes, W4 = buckets. An element may move to another bucket meanwhile: the end of the
 * chain says which bucket it belongs to, and where it is another, the walk begins again. */
export const lookupNullsElemRaw = traceable('lookup_nulls_elem_raw', asm`
        paciasp
        stp     x29, x30, [sp, #-64]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        mov     w20, w1
        stp     x21, x22, [sp, #32]
        mov     x22, x2
        uxtw    x21, w3
        stp     x23, x24, [sp, #48]
        mov     x23, x0
        mov     w24, w4
1:      ldr     x19, [x23]
        tbz     x19, #0, 3f
        b       4f
2:      ldr     x19, [x19]
        tbnz    x19, #0, 4f
3:      ldr     w5, [x19, #${HtabElem.hash}]
        cmp     w5, w20
        b.ne    2b
        mov     x2, x21
        mov     x1, x22
        add     x0, x19, #${HtabElem.key}
        bl      memcmp
        cbnz    w0, 2b
        ldp     x21, x22, [sp, #32]
        mov     x0, x19
        ldp     x19, x20, [sp, #16]
        ldp     x23, x24, [sp, #48]
        ldp     x29, x30, [sp], #64
        autiasp
        ret
4:      sub     w0, w24, #1
        and     w0, w0, w20
        cmp     x0, x19, lsr #1                         // the end's own number
        b.ne    1b
        mov     x19, #0
        mov     x0, x19
        ldp     x19, x20, [sp, #16]
        ldp     x21, x22, [sp, #32]
        ldp     x23, x24, [sp, #48]
        ldp     x29, x30, [sp], #64
        autiasp
        ret
`);

/** What an inlined look-up calls. */
export const rawHtabMapLookupElem = traceable('__htab_map_lookup_elem', asm`
        paciasp
        stp     x29, x30, [sp, #-48]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        mov     x19, x0
        mov     x20, x1
        mov     x0, x1
        ldr     w2, [x19, #${BpfHtab.hashrnd}]
        str     x21, [sp, #32]
        ldr     w21, [x19, #${BpfMap.keySize}]
        mov     w1, w21
        bl      jhash
        ldr     w4, [x19, #${BpfHtab.nBuckets}]
        mov     w1, w0
        ldr     x5, [x19, #${BpfHtab.buckets}]
        sub     w0, w4, #1
        and     w0, w0, w1
        mov     w3, w21
        mov     x2, x20
        add     x0, x5, x0, lsl #4
        bl      lookup_nulls_elem_raw
        ldp     x19, x20, [sp, #16]
        ldr     x21, [sp, #32]
        ldp     x29, x30, [sp], #48
        autiasp
        ret
`);

export const htabMapLookupElem = traceable('htab_map_lookup_elem', asm`
        paciasp
        stp     x29, x30, [sp, #-32]!
        mov     x29, sp
        str     x19, [sp, #16]
        mov     x19, x0
        bl      __htab_map_lookup_elem
        cbz     x0, 1f
        ldr     w1, [x19, #${BpfMap.keySize}]
        add     x0, x0, #${HtabElem.key}
        add     w1, w1, #7
        and     x1, x1, #0xfffffff8
        add     x0, x0, x1
1:      ldr     x19, [sp, #16]
        ldp     x29, x30, [sp], #32
        autiasp
        ret
`);

export const htabLruMapLookupElem = traceable('htab_lru_map_lookup_elem', asm`
        paciasp
        stp     x29, x30, [sp, #-32]!
        mov     x29, sp
        str     x19, [sp, #16]
        mov     x19, x0
        bl      __htab_map_lookup_elem
        cbz     x0, 2f
        ldrb    w1, [x0, #${HtabElem.lruNode.at(BpfLruNode.ref.offset)}]
        tst     w1, #255
        b.eq    3f
1:      ldr     w1, [x19, #${BpfMap.keySize}]
        add     x0, x0, #${HtabElem.key}
        add     w1, w1, #7
        and     x1, x1, #0xfffffff8
        add     x0, x0, x1
2:      ldr     x19, [sp, #16]
        ldp     x29, x30, [sp], #32
        autiasp
        ret
3:      mov     w1, #1
        strb    w1, [x0, #${HtabElem.lruNode.at(BpfLruNode.ref.offset)}]
        b       1b
`);

export const htabPercpuMapLookupElem = traceable('htab_percpu_map_lookup_elem', asm`
        paciasp
        stp     x29, x30, [sp, #-32]!
        mov     x29, sp
        str     x19, [sp, #16]
        mov     x19, x0
        bl      __htab_map_lookup_elem
        cbz     x0, 1f
        ldr     w2, [x19, #${BpfMap.keySize}]
        mrs     x1, tpidr_el1
        add     x0, x0, x2
        ldr     x0, [x0, #${HtabElem.key}]
        add     x0, x0, x1
1:      ldr     x19, [sp, #16]
        ldp     x29, x30, [sp], #32
        autiasp
        ret
`);
