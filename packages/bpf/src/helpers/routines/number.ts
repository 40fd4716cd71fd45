import { asm } from '@tracelab/arm64-machine';
import { traceable } from '@tracelab/kernel';

/** lib/vsprintf.c: X0 = where to, X1 = the end there, X2 = value, W3 = base, W4 = flags, W5 = width. Returns where the text ends, inside or not. */
export const number = traceable('number', asm`
        eor     x12, x4, #2
        sub     sp, sp, #32
        mov     w14, #0
        ubfx    x12, x12, #1, #1
        lsl     w12, w12, #5
        tbz     x4, #0, 1f
        tbnz    x2, #63, 18f
1:      cmp     w3, #16
        sub     w7, w5, #2
        cset    w6, eq
        uxtw    x9, w3
        ands    w13, w6, w4, lsr #2
        add     x11, sp, #8
        csel    w5, w7, w5, ne
        mov     w8, #0
        b       3f
2:      mov     w8, w6
        mov     x2, x10
3:      udiv    x10, x2, x9
        add     w6, w8, #1
        msub    x3, x10, x9, x2
        and     w7, w3, #255
        cmp     x3, #9
        add     w3, w7, #55
        add     w7, w7, #48
        orr     w3, w12, w3
        and     w7, w7, #255
        and     w3, w3, #255
        csel    w3, w3, w7, hi
        strb    w3, [x11], #1
        cmp     x2, x9
        b.hs    2b
        sub     w5, w5, w6
        tst     w4, #24
        b.ne    6f
        add     x2, x0, w5, uxtw
        mov     w3, #32
        cmp     w5, #0
        b.le    23f
4:      cmp     x1, x0
        b.ls    5f
        strb    w3, [x0]
5:      add     x0, x0, #1
        cmp     x0, x2
        b.ne    4b
        mov     w5, #-1
6:      cbz     w14, 8f
        cmp     x0, x1
        b.hs    7f
        mov     w2, #45
        strb    w2, [x0]
7:      add     x0, x0, #1
8:      cbnz    w13, 19f
9:      tbnz    x4, #4, 12f
        add     x2, x0, w5, uxtw
        mov     w3, #48
        cmp     w5, #0
        b.le    22f
10:     cmp     x1, x0
        b.ls    11f
        strb    w3, [x0]
11:     add     x0, x0, #1
        cmp     x0, x2
        b.ne    10b
        mov     w5, #-1
12:     add     x2, sp, #8
        add     x3, x2, w8, sxtw
        add     x2, x0, w6, sxtw
13:     cmp     x1, x0
        b.ls    14f
        ldrb    w4, [x3]
        strb    w4, [x0]
14:     add     x0, x0, #1
        sub     x3, x3, #1
        cmp     x0, x2
        b.ne    13b
        cmp     w5, #0
        b.le    17f
        add     x0, x2, w5, uxtw
        mov     w3, #32
15:     cmp     x1, x2
        b.ls    16f
        strb    w3, [x2]
16:     add     x2, x2, #1
        cmp     x2, x0
        b.ne    15b
17:     add     sp, sp, #32
        ret
18:     neg     x2, x2
        sub     w5, w5, #1
        mov     w14, #45
        b       1b
19:     cmp     x0, x1
        b.hs    20f
        mov     w2, #48
        strb    w2, [x0]
20:     add     x2, x0, #1
        cmp     x1, x2
        b.ls    21f
        mov     w2, #88
        orr     w12, w12, w2
        strb    w12, [x0, #1]
21:     add     x0, x0, #2
        b       9b
22:     sub     w5, w5, #1
        b       12b
23:     sub     w5, w5, #1
        b       6b
`);
