import { asm } from '@tracelab/arm64-machine';
import { traceable } from '@tracelab/kernel';
import { BpfMap } from '../../layout.js';
import { BpfHtab, HtabElem } from '../layout.js';

// kernel/bpf/hashtab.c, tables whose elements are preallocated.

/** X0 = htab, X1 = key, X2 = value, W3 = bytes of the key, W4 = hash, X5 = the element to be replaced, which becomes the one in reserve. */
export const allocHtabElem = traceable('alloc_htab_elem', asm`
        paciasp
        stp     x29, x30, [sp, #-80]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        mov     x20, x0
        mov     w19, w3
        stp     x21, x22, [sp, #32]
        mov     x22, x2
        stp     x23, x24, [sp, #48]
        mov     w23, w4
        cbz     x5, 3f
        ldr     x2, [x20, #${BpfHtab.extraElems}]
        mrs     x0, tpidr_el1
        ldr     x24, [x2, x0]
        str     x5, [x2, x0]
1:      add     x21, x24, #${HtabElem.key}
        uxtw    x2, w19
        mov     x0, x21
        bl      memcpy
        add     w1, w19, #7
        mov     x2, x22
        and     x1, x1, #0xfffffff8
        mov     x0, x20
        add     x1, x21, x1
        bl      copy_map_value
        str     w23, [x24, #${HtabElem.hash}]
2:      ldp     x19, x20, [sp, #16]
        mov     x0, x24
        ldp     x21, x22, [sp, #32]
        ldp     x23, x24, [sp, #48]
        ldp     x29, x30, [sp], #80
        autiasp
        ret
3:      add     x0, x0, #${BpfHtab.freelist}
        str     x1, [sp, #72]
        bl      pcpu_freelist_pop
        cbz     x0, 4f
        ldr     x1, [sp, #72]
        sub     x24, x0, #${HtabElem.pprev}
        b       1b
4:      mov     x24, #-7
        b       2b
`);

/** X0 = map, X1 = key, X2 = value, X3 = flags. */
export const htabMapUpdateElem = traceable('htab_map_update_elem', asm`
        paciasp
        stp     x29, x30, [sp, #-144]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        stp     x25, x26, [sp, #64]
        and     x26, x3, #-5
        str     x2, [sp, #112]
        cmp     x26, #2
        b.hi    14f
        mov     x19, x0
        stp     x23, x24, [sp, #48]
        mov     x0, x1
        stp     x21, x22, [sp, #32]
        mov     x21, x1
        ldr     w2, [x19, #${BpfHtab.hashrnd}]
        ldr     w24, [x19, #${BpfMap.keySize}]
        and     x1, x3, #4
        mov     x23, x3
        stp     x27, x28, [sp, #80]
        str     x1, [sp, #120]
        mov     w1, w24
        bl      jhash
        mov     w22, w0
        ldr     w4, [x19, #${BpfHtab.nBuckets}]
        ldr     x27, [x19, #${BpfHtab.buckets}]
        sub     w20, w4, #1
        and     w20, w20, w0
        lsl     x20, x20, #4
        add     x25, x27, x20
        tbnz    x23, #2, 15f
1:      add     x3, sp, #136
        mov     w2, w22
        mov     x1, x25
        mov     x0, x19
        bl      htab_lock_bucket
        cbnz    w0, 8f
        ldr     x28, [x27, x20]
        tbnz    x28, #0, 13f
        uxtw    x0, w24
        str     x0, [sp, #104]
        b       3f
2:      ldr     x28, [x28]
        tbnz    x28, #0, 13f
3:      ldr     w1, [x28, #${HtabElem.hash}]
        cmp     w22, w1
        b.ne    2b
        ldr     x2, [sp, #104]
        add     x23, x28, #${HtabElem.key}
        mov     x0, x23
        mov     x1, x21
        bl      memcmp
        cbnz    w0, 2b
        cmp     x26, #1
        b.eq    19f
        ldr     x0, [sp, #120]
        cbnz    x0, 18f
4:      ldr     x2, [sp, #112]
        mov     w3, w24
        mov     x1, x21
        mov     x5, x28
        mov     w4, w22
        mov     x0, x19
        bl      alloc_htab_elem
        cmn     x0, #4096
        b.ls    9f
        sxtw    x20, w0
5:      ldr     x3, [sp, #136]
        mov     w2, w22
        mov     x1, x25
        mov     x0, x19
        bl      htab_unlock_bucket
        ldp     x21, x22, [sp, #32]
        ldp     x23, x24, [sp, #48]
        ldp     x27, x28, [sp, #80]
6:      mov     x0, x20
        ldp     x19, x20, [sp, #16]
        ldp     x25, x26, [sp, #64]
        ldp     x29, x30, [sp], #144
        autiasp
        ret
7:      mov     w0, #-17
8:      sxtw    x20, w0
        ldp     x21, x22, [sp, #32]
        mov     x0, x20
        ldp     x19, x20, [sp, #16]
        ldp     x23, x24, [sp, #48]
        ldp     x25, x26, [sp, #64]
        ldp     x27, x28, [sp, #80]
        ldp     x29, x30, [sp], #144
        autiasp
        ret
9:      ldr     x1, [x27, x20]
        str     x1, [x0]
        str     x25, [x0, #${HtabElem.pprev}]
        stlr    x0, [x25]
        tbnz    x1, #0, 10f
        str     x0, [x1, #${HtabElem.pprev}]
10:     cbz     x28, 12f
        ldp     x0, x1, [x28]
        str     x0, [x1]
        tbnz    x0, #0, 11f
        str     x1, [x0, #${HtabElem.pprev}]
11:     mov     x0, #290
        movk    x0, #0xdead, lsl #48
        str     x0, [x28, #${HtabElem.pprev}]
12:     mov     x20, #0
        b       5b
13:     cmp     x26, #2
        b.eq    20f
        mov     x28, #0
        b       4b
14:     mov     x20, #-22
        mov     x0, x20
        ldp     x19, x20, [sp, #16]
        ldp     x25, x26, [sp, #64]
        ldp     x29, x30, [sp], #144
        autiasp
        ret
15:     ldr     w0, [x19, #${BpfMap.spinLockOff}]
        tbnz    w0, #31, 17f
        mov     w3, w24
        mov     x2, x21
        mov     w1, w22
        mov     x0, x25
        bl      lookup_nulls_elem_raw
        cbz     x0, 16f
        cmp     x26, #1
        b.eq    7b
        ldr     x2, [sp, #112]
        add     w1, w24, #7
        add     x0, x0, #${HtabElem.key}
        and     x1, x1, #0xfffffff8
        add     x1, x0, x1
        mov     x20, #0
        mov     x0, x19
        bl      copy_map_value_locked
        ldp     x21, x22, [sp, #32]
        ldp     x23, x24, [sp, #48]
        ldp     x27, x28, [sp, #80]
        b       6b
16:     mov     w0, #-2
        cmp     x26, #2
        b.ne    1b
        b       8b
17:     ldp     x21, x22, [sp, #32]
        mov     x20, #-22
        ldp     x23, x24, [sp, #48]
        ldp     x27, x28, [sp, #80]
        b       6b
18:     ldr     x2, [sp, #112]
        add     w1, w24, #7
        and     x1, x1, #0xfffffff8
        mov     x0, x19
        add     x1, x23, x1
        mov     x20, #0
        bl      copy_map_value_locked
        b       5b
19:     mov     x20, #-17
        b       5b
20:     mov     x20, #-2
        b       5b
`);

export const htabMapDeleteElem = traceable('htab_map_delete_elem', asm`
        paciasp
        stp     x29, x30, [sp, #-96]!
        mov     x29, sp
        stp     x21, x22, [sp, #32]
        mov     x21, x0
        mov     x22, x1
        stp     x23, x24, [sp, #48]
        mov     x0, x1
        ldr     w2, [x21, #${BpfHtab.hashrnd}]
        ldr     w24, [x21, #${BpfMap.keySize}]
        stp     x19, x20, [sp, #16]
        mov     w1, w24
        str     x25, [sp, #64]
        bl      jhash
        ldr     w19, [x21, #${BpfHtab.nBuckets}]
        mov     w20, w0
        ldr     x25, [x21, #${BpfHtab.buckets}]
        sub     w19, w19, #1
        and     w19, w19, w0
        mov     w2, w0
        add     x3, sp, #88
        mov     x0, x21
        lsl     x19, x19, #4
        add     x23, x25, x19
        mov     x1, x23
        bl      htab_lock_bucket
        cbnz    w0, 5f
        ldr     x19, [x25, x19]
        uxtw    x24, w24
        tbz     x19, #0, 2f
        b       6f
1:      ldr     x19, [x19]
        tbnz    x19, #0, 6f
2:      ldr     w3, [x19, #${HtabElem.hash}]
        cmp     w20, w3
        b.ne    1b
        mov     x2, x24
        mov     x1, x22
        add     x0, x19, #${HtabElem.key}
        bl      memcmp
        cbnz    w0, 1b
        ldp     x0, x1, [x19]
        str     x0, [x1]
        tbnz    x0, #0, 3f
        str     x1, [x0, #${HtabElem.pprev}]
3:      mov     x1, x19
        mov     x2, #290
        movk    x2, #0xdead, lsl #48
        add     x0, x21, #${BpfHtab.freelist}
        mov     x19, #0
        str     x2, [x1, #${HtabElem.pprev}]!
        bl      pcpu_freelist_push
4:      ldr     x3, [sp, #88]
        mov     w2, w20
        mov     x1, x23
        mov     x0, x21
        bl      htab_unlock_bucket
        ldp     x21, x22, [sp, #32]
        mov     x0, x19
        ldp     x19, x20, [sp, #16]
        ldp     x23, x24, [sp, #48]
        ldr     x25, [sp, #64]
        ldp     x29, x30, [sp], #96
        autiasp
        ret
5:      sxtw    x19, w0
        ldp     x21, x22, [sp, #32]
        mov     x0, x19
        ldp     x19, x20, [sp, #16]
        ldp     x23, x24, [sp, #48]
        ldr     x25, [sp, #64]
        ldp     x29, x30, [sp], #96
        autiasp
        ret
6:      mov     x19, #-2
        b       4b
`);
