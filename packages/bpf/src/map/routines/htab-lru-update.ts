import { asm } from '@tracelab/arm64-machine';
import { traceable } from '@tracelab/kernel';
import { BpfMap } from '../../layout.js';
import { BpfHtab, BpfLruNode, HtabElem } from '../layout.js';
import { hlistNullsDel, lookupElemRaw } from './hash-bucket.js';

// kernel/bpf/hashtab.c: an element is taken before the bucket's lock, as eviction locks another bucket.

export const htabLruMapUpdateElem = traceable('htab_lru_map_update_elem', asm`
        paciasp
        stp     x29, x30, [sp, #-128]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        str     x2, [sp, #96]
        cmp     x3, #2
        b.hi    12f
        stp     x21, x22, [sp, #32]
        mov     x21, x0
        mov     x0, x1
        stp     x23, x24, [sp, #48]
        mov     x24, x3
        ldr     w2, [x21, #${BpfHtab.hashrnd}]
        ldr     w19, [x21, #${BpfMap.keySize}]
        mov     x23, x1
        stp     x25, x26, [sp, #64]
        mov     w1, w19
        stp     x27, x28, [sp, #80]
        bl      jhash
        ldr     w22, [x21, #${BpfHtab.nBuckets}]
        mov     w20, w0
        mov     w1, w0
        sub     w22, w22, #1
        mov     x0, x21
        ldr     x27, [x21, #${BpfHtab.buckets}]
        and     w22, w22, w20
        bl      bpf_lru_pop_free
        mov     x28, x0
        lsl     x22, x22, #4
        add     x25, x27, x22
        cbz     x0, 13f
        add     x3, x0, #${HtabElem.key.offset - HtabElem.lruNode.offset}
        uxtw    x26, w19
        mov     x0, x3
        mov     x2, x26
        mov     x1, x23
        str     x3, [sp, #104]
        bl      memcpy
        ldp     x2, x3, [sp, #96]
        add     w1, w19, #7
        and     x1, x1, #0xfffffff8
        mov     x0, x21
        add     x1, x3, x1
        bl      copy_map_value
        add     x3, sp, #120
        mov     w2, w20
        mov     x1, x25
        mov     x0, x21
        bl      htab_lock_bucket
        cbnz    w0, 8f
        ldr     x19, [x27, x22]
        tbz     x19, #0, 2f
        b       10f
${lookupElemRaw({ elem: 'x19', hash: 'w20', key: 'x23', keySize: 'x26', seen: 'w4', next: 1, notFound: '10f' })}
        cmp     x24, #1
        b.eq    14f
        ldr     x0, [x27, x22]
        sub     x1, x28, #${HtabElem.lruNode}
        str     x0, [x28, #-16]
        str     x25, [x28, #-8]
        stlr    x1, [x25]
        tbnz    x0, #0, 3f
        str     x1, [x0, #${HtabElem.pprev}]
3:      ldrb    w0, [x28, #${BpfLruNode.ref}]
        tst     w0, #255
        b.ne    4f
        mov     w0, #1
        strb    w0, [x28, #${BpfLruNode.ref}]
4:
${hlistNullsDel('x19', 5)}
5:      ldr     x3, [sp, #120]
        mov     x0, #290
        movk    x0, #0xdead, lsl #48
        str     x0, [x19, #${HtabElem.pprev}]
        mov     x1, x25
        mov     x0, x21
        mov     w2, w20
        bl      htab_unlock_bucket
        ldr     x0, [x21, #${BpfHtab.lru}]
        add     x1, x19, #${HtabElem.lruNode}
        bl      bpf_lru_push_free
6:      ldp     x21, x22, [sp, #32]
        mov     x19, #0
        ldp     x23, x24, [sp, #48]
        ldp     x25, x26, [sp, #64]
        ldp     x27, x28, [sp, #80]
7:      mov     x0, x19
        ldp     x19, x20, [sp, #16]
        ldp     x29, x30, [sp], #128
        autiasp
        ret
8:      sxtw    x19, w0
9:      ldr     x0, [x21, #${BpfHtab.lru}]
        mov     x1, x28
        bl      bpf_lru_push_free
        ldp     x21, x22, [sp, #32]
        mov     x0, x19
        ldp     x19, x20, [sp, #16]
        ldp     x23, x24, [sp, #48]
        ldp     x25, x26, [sp, #64]
        ldp     x27, x28, [sp, #80]
        ldp     x29, x30, [sp], #128
        autiasp
        ret
10:     cmp     x24, #2
        b.eq    15f
        ldr     x0, [x27, x22]
        sub     x1, x28, #${HtabElem.lruNode}
        str     x0, [x28, #-16]
        str     x25, [x28, #-8]
        stlr    x1, [x25]
        tbnz    x0, #0, 11f
        str     x1, [x0, #${HtabElem.pprev}]
11:     ldr     x3, [sp, #120]
        mov     w2, w20
        mov     x1, x25
        mov     x0, x21
        bl      htab_unlock_bucket
        b       6b
12:     mov     x19, #-22
        mov     x0, x19
        ldp     x19, x20, [sp, #16]
        ldp     x29, x30, [sp], #128
        autiasp
        ret
13:     ldp     x21, x22, [sp, #32]
        mov     x19, #-12
        ldp     x23, x24, [sp, #48]
        ldp     x25, x26, [sp, #64]
        ldp     x27, x28, [sp, #80]
        b       7b
14:     ldr     x3, [sp, #120]
        mov     w2, w20
        mov     x1, x25
        mov     x0, x21
        mov     x19, #-17
        bl      htab_unlock_bucket
        b       9b
15:     ldr     x3, [sp, #120]
        mov     w2, w20
        mov     x1, x25
        mov     x0, x21
        mov     x19, #-2
        bl      htab_unlock_bucket
        b       9b
`);
