import { asm } from '@tracelab/arm64-machine';
import { traceable } from '@tracelab/kernel';
import { BpfHtab, HtabElem } from '../layout.js';
import { hlistNullsDel } from './hash-bucket.js';

// kernel/bpf/hashtab.c, called by the list that evicts.

/** X0 = htab, X1 = node: unlinks its element. False where its bucket is locked on this CPU, or another has unlinked it. */
export const htabLruMapDeleteNode = traceable('htab_lru_map_delete_node', asm`
        paciasp
        stp     x29, x30, [sp, #-80]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        add     x3, sp, #72
        ldr     w19, [x0, #${BpfHtab.nBuckets}]
        ldr     w2, [x1, #${HtabElem.hash.offset - HtabElem.lruNode.offset}]
        sub     x20, x1, #${HtabElem.lruNode}
        sub     w19, w19, #1
        str     x23, [sp, #48]
        ldr     x23, [x0, #${BpfHtab.buckets}]
        and     w19, w19, w2
        stp     x21, x22, [sp, #32]
        mov     x21, x0
        lsl     x19, x19, #4
        add     x22, x23, x19
        mov     x1, x22
        bl      htab_lock_bucket
        cbnz    w0, 5f
        ldr     x19, [x23, x19]
        tbz     x19, #0, 2f
        b       4f
1:      ldr     x19, [x19]
        tbnz    x19, #0, 4f
2:      cmp     x20, x19
        b.ne    1b
${hlistNullsDel('x19', 3)}
3:      mov     x0, #290
        movk    x0, #0xdead, lsl #48
        str     x0, [x19, #${HtabElem.pprev}]
4:      ldr     x3, [sp, #72]
        mov     x1, x22
        ldr     w2, [x20, #${HtabElem.hash}]
        mov     x0, x21
        bl      htab_unlock_bucket
        cmp     x20, x19
        ldp     x19, x20, [sp, #16]
        cset    w0, eq
        ldp     x21, x22, [sp, #32]
        ldr     x23, [sp, #48]
        ldp     x29, x30, [sp], #80
        autiasp
        ret
5:      ldp     x19, x20, [sp, #16]
        mov     w0, #0
        ldp     x21, x22, [sp, #32]
        ldr     x23, [sp, #48]
        ldp     x29, x30, [sp], #80
        autiasp
        ret
`);
