import { asm } from '@tracelab/arm64-machine';
import { traceable } from '@tracelab/kernel';

/** kernel/bpf/bpf_iter.c: W0 = how often, X1 = callback, X2 = its context, X3 = flags. */
export const bpfLoop = traceable('bpf_loop', asm`
        cbnz    x3, 5f
        cmp     w0, #0x800000
        b.hi    6f
        cbz     w0, 4f
        paciasp
        stp     x29, x30, [sp, #-48]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        mov     x19, x3
        uxtw    x20, w0
        stp     x21, x22, [sp, #32]
        mov     x21, x1
        mov     x22, x2
        b       2f
1:      cmp     x20, x19
        b.eq    3f
2:      mov     x1, x22
        mov     x0, x19
        mov     x4, #0
        mov     x3, #0
        mov     x2, #0
        blr     x21
        add     w1, w19, #1
        add     x19, x19, #1
        cbz     x0, 1b
3:      ldp     x19, x20, [sp, #16]
        uxtw    x0, w1
        ldp     x21, x22, [sp, #32]
        ldp     x29, x30, [sp], #48
        autiasp
        ret
4:      mov     x0, #0
        ret
5:      mov     x0, #-22
        ret
6:      mov     x0, #-7
        ret
`);
