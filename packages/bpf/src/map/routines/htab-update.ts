import { asm } from '@tracelab/arm64-machine';
import { traceable } from '@tracelab/kernel';
import { BpfMap } from '../../layout.js';
import { BpfHtab, HtabElem } from '../layout.js';

// kernel/bpf/hashtab.c, tables whose elements are preallocated.

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
