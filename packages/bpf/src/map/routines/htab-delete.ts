import { asm } from '@tracelab/arm64-machine';
import { traceable } from '@tracelab/kernel';
import { BpfHtab, HtabElem } from '../layout.js';
import { hlistNullsDel, lockedBucket, lookupElemRaw } from './hash-bucket.js';

// kernel/bpf/hashtab.c, tables whose elements are preallocated.

export const htabMapDeleteElem = traceable('htab_map_delete_elem', asm`
${lockedBucket(24, 'x23')}
        cbnz    w0, 5f
        ldr     x19, [x25, x19]
        uxtw    x24, w24
        tbz     x19, #0, 2f
        b       6f
${lookupElemRaw({ elem: 'x19', hash: 'w20', key: 'x22', keySize: 'x24', seen: 'w3', next: 1, notFound: '6f' })}
${hlistNullsDel('x19', 3)}
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
