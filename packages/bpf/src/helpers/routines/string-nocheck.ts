import { asm } from '@tracelab/arm64-machine';
import { traceable } from '@tracelab/kernel';

/** lib/vsprintf.c: X0 = where to, X1 = the end there, X2 = string, W3 = flags, W4 = width. Returns where the text ends. */
export const stringNocheck = traceable('string_nocheck', asm`
        mov     x5, x0
        ldrb    w0, [x2]
        and     w3, w3, #16
        cbz     w0, 11f
        sub     x8, x2, #1
        mov     x0, #1
1:      mov     x7, x0
        add     x0, x0, #1
        ldrb    w6, [x8, x0]
        cbnz    w6, 1b
        mov     w6, w7
        cbnz    w3, 5f
        cmp     w4, w7
        b.le    13f
2:      mov     x0, x5
        add     w7, w4, w5
        mov     w8, #32
3:      cmp     x1, x0
        b.ls    4f
        strb    w8, [x0]
4:      add     x0, x0, #1
        sub     w3, w7, w0
        cmp     w6, w3
        b.lt    3b
        sub     w0, w4, #1
        cmp     w4, w6
        sub     w3, w0, w6
        sub     w0, w6, w0
        sub     w4, w4, #2
        csel    w0, w0, wzr, gt
        mov     x7, #1
        csinc   x3, x7, x3, le
        add     w4, w4, w0
        add     x5, x5, x3
        cbz     w6, 8f
5:      add     x3, x5, w6, sxtw
        mov     x0, x5
6:      cmp     x1, x0
        b.ls    7f
        ldrb    w7, [x2]
        strb    w7, [x0]
7:      add     x0, x0, #1
        add     x2, x2, #1
        cmp     x0, x3
        b.ne    6b
        add     x5, x5, w6, uxtw
8:      cmp     w6, w4
        b.ge    12f
        sub     w0, w4, #1
        mov     w2, #32
        sub     w0, w0, w6
        add     x0, x0, #1
        add     x0, x5, x0
9:      cmp     x1, x5
        b.ls    10f
        strb    w2, [x5]
10:     add     x5, x5, #1
        cmp     x5, x0
        b.ne    9b
        ret
11:     mov     w6, #0
        cbnz    w3, 8b
        cmp     w4, #0
        b.gt    2b
12:     mov     x0, x5
        ret
13:     sub     w4, w4, #1
        b       5b
`);
