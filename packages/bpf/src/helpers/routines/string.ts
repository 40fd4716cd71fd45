import { asm } from '@tracelab/arm64-machine';
import { traceable } from '@tracelab/kernel';

export const strscpyPad = traceable('strscpy_pad', asm`
        sub     x5, x2, #1
        mov     x3, #0
        cmp     x2, #1
        b.ne    2f
        b       6f
1:      strb    w4, [x0, x3]
        add     x3, x3, #1
        cmp     x3, x5
        b.eq    3f
2:      ldrb    w4, [x1, x3]
        cbnz    w4, 1b
3:      cmp     x3, x2
        b.hs    5f
4:      strb    wzr, [x0, x3]
        add     x3, x3, #1
        cmp     x2, x3
        b.hi    4b
5:      mov     x0, #0
        ret
6:      strb    wzr, [x0]
        b       5b
`);

export const strncmp = traceable('strncmp', asm`
        mov     x3, #0
        b       2f
1:      ldrb    w4, [x0, x3]
        ldrb    w5, [x1, x3]
        add     x3, x3, #1
        cmp     w4, w5
        b.ne    4f
        cbz     w4, 3f
2:      cmp     x2, x3
        b.ne    1b
3:      mov     w0, #0
        ret
4:      mov     w0, #-1
        csinc   w0, w0, wzr, cc
        ret
`);

export const bpfStrncmp = traceable('bpf_strncmp', asm`
        mov     w3, w1
        paciasp
        stp     x29, x30, [sp, #-16]!
        mov     x1, x2
        uxtw    x2, w3
        mov     x29, sp
        bl      strncmp
        sxtw    x0, w0
        ldp     x29, x30, [sp], #16
        autiasp
        ret
`);
