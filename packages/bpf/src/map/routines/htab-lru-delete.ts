import { asm } from '@tracelab/arm64-machine';
import { traceable } from '@tracelab/kernel';
import { BpfMap } from '../../layout.js';
import { BpfHtab, HtabElem } from '../layout.js';

// kernel/bpf/hashtab.c

export const htabLruMapDeleteElem = traceable('htab_lru_map_delete_elem', asm`
        paciasp
        stp     x29, x30, [sp, #-96]!
        mov     x29, sp
        stp     x21, x22, [sp, #32]
        mov     x21, x0
        mov     x22, x1
        stp     x23, x24, [sp, #48]
        mov     x0, x1
        ldr     w2, [x21, #${BpfHtab.hashrnd}]
        ldr     w23, [x21, #${BpfMap.keySize}]
        stp     x19, x20, [sp, #16]
        mov     w1, w23
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
        add     x24, x25, x19
        mov     x1, x24
        bl      htab_lock_bucket
        cbnz    w0, 4f
        ldr     x19, [x25, x19]
        tbnz    x19, #0, 5f
        uxtw    x23, w23
        b       2f
1:      ldr     x19, [x19]
        tbnz    x19, #0, 5f
2:      ldr     w3, [x19, #${HtabElem.hash}]
        cmp     w20, w3
        b.ne    1b
        mov     x2, x23
        mov     x1, x22
        add     x0, x19, #${HtabElem.key}
        bl      memcmp
        cbnz    w0, 1b
        ldp     x0, x1, [x19]
        str     x0, [x1]
        tbnz    x0, #0, 3f
        str     x1, [x0, #${HtabElem.pprev}]
3:      ldr     x3, [sp, #88]
        mov     x0, #290
        movk    x0, #0xdead, lsl #48
        str     x0, [x19, #${HtabElem.pprev}]
        mov     w2, w20
        mov     x1, x24
        mov     x0, x21
        bl      htab_unlock_bucket
        ldr     x0, [x21, #${BpfHtab.lru}]
        add     x1, x19, #${HtabElem.lruNode}
        bl      bpf_lru_push_free
        ldp     x19, x20, [sp, #16]
        mov     x0, #0
        ldp     x21, x22, [sp, #32]
        ldp     x23, x24, [sp, #48]
        ldr     x25, [sp, #64]
        ldp     x29, x30, [sp], #96
        autiasp
        ret
4:      ldp     x19, x20, [sp, #16]
        sxtw    x0, w0
        ldp     x21, x22, [sp, #32]
        ldp     x23, x24, [sp, #48]
        ldr     x25, [sp, #64]
        ldp     x29, x30, [sp], #96
        autiasp
        ret
5:      ldr     x3, [sp, #88]
        mov     w2, w20
        mov     x1, x24
        mov     x0, x21
        bl      htab_unlock_bucket
        ldp     x19, x20, [sp, #16]
        mov     x0, #-2
        ldp     x21, x22, [sp, #32]
        ldp     x23, x24, [sp, #48]
        ldr     x25, [sp, #64]
        ldp     x29, x30, [sp], #96
        autiasp
        ret
`);
