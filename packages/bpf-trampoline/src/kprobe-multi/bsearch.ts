import { asm } from '@tracelab/arm64-machine';
import { traceable } from '@tracelab/kernel';

/** lib/bsearch.c: X0 = key, X1 = elements in order, X2 of them, X3 bytes each, X4 compares. The element, or null. */
export const bsearch = traceable('bsearch', asm`
        paciasp
        stp     x29, x30, [sp, #-80]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        cbz     x2, 2f
        mov     x19, x2
        stp     x21, x22, [sp, #32]
        mov     x22, x3
        stp     x23, x24, [sp, #48]
        mov     x24, x0
        mov     x23, x1
        str     x25, [sp, #64]
        mov     x25, x4
1:      lsr     x21, x19, #1
        mov     x0, x24
        sub     x19, x19, #1
        madd    x20, x21, x22, x23
        mov     x1, x20
        blr     x25
        cmp     w0, #0
        cbz     w0, 4f
        b.le    3f
        add     x23, x20, x22
        lsr     x19, x19, #1
        cbnz    x19, 1b
.Lbsearch_missing:
        ldp     x21, x22, [sp, #32]
        ldp     x23, x24, [sp, #48]
        ldr     x25, [sp, #64]
2:      mov     x20, #0
        mov     x0, x20
        ldp     x19, x20, [sp, #16]
        ldp     x29, x30, [sp], #80
        autiasp
        ret
3:      mov     x19, x21
        cbnz    x19, 1b
        b       .Lbsearch_missing
4:      ldp     x21, x22, [sp, #32]
        mov     x0, x20
        ldp     x19, x20, [sp, #16]
        ldp     x23, x24, [sp, #48]
        ldr     x25, [sp, #64]
        ldp     x29, x30, [sp], #80
        autiasp
        ret
`);
