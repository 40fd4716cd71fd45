import { asm } from '@tracelab/arm64-machine';
import { traceable } from '@tracelab/kernel';
import { BpfHtab, HtabElem } from '../layout.js';
import { hlistNullsDel, lockedBucket, lookupElemRaw } from './hash-bucket.js';

// kernel/bpf/hashtab.c

export const htabLruMapDeleteElem = traceable('htab_lru_map_delete_elem', asm`
${lockedBucket(23, 'x24')}
        cbnz    w0, 4f
        ldr     x19, [x25, x19]
        tbnz    x19, #0, 5f
        uxtw    x23, w23
        b       2f
${lookupElemRaw({ elem: 'x19', hash: 'w20', key: 'x22', keySize: 'x23', seen: 'w3', next: 1, notFound: '5f' })}
${hlistNullsDel('x19', 3)}
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
