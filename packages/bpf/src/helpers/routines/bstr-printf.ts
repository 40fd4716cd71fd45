import { asm } from '@tracelab/arm64-machine';
import { traceable } from '@tracelab/kernel';

/**
 * lib/vsprintf.c: X0 = where to, X1 = bytes there, X2 = format, W3 = its bytes, X4 = arguments of eight bytes, W5 of them. Bytes of the text,
 * or -EINVAL. Linux reads arguments from where bpf_bprintf_prepare() packed them, which checks the format first; here both are one pass.
 */
export const bstrPrintf = traceable('bstr_printf', asm`
        paciasp
        stp     x29, x30, [sp, #-240]!
        mov     x29, sp
        stp     x27, x28, [sp, #80]
        add     x27, x0, x1
        cbz     w3, 21f
        sub     w3, w3, #1
        stp     x21, x22, [sp, #32]
        mov     x21, x2
        stp     x23, x24, [sp, #48]
        mov     x23, x0
        ldrb    w0, [x2, w3, uxtw]
        cbnz    w0, 35f
        ldrb    w2, [x2]
        cbz     w2, 34f
        mov     w24, w5
        mov     x6, x23
        mov     w22, #0
        stp     x19, x20, [sp, #16]
        mov     w19, #0
        stp     x25, x26, [sp, #64]
        mov     x25, x4
        mov     w26, #43
        b       4f
1:      cmp     w2, #126
        b.hi    20f
        sub     w1, w2, #9
        and     w1, w1, #255
        cmp     w1, #1
        ccmp    w2, #31, #2, hi
        b.ls    20f
        cmp     x6, x27
        b.hs    2f
        strb    w2, [x6]
2:      add     x6, x6, #1
        add     x9, x21, w0, uxtw
        mov     w19, w0
3:      ldrb    w2, [x9]
        cbz     w2, 16f
4:      add     w0, w19, #1
        cmp     w2, #37
        b.ne    1b
        ldrb    w1, [x21, w0, uxtw]
        add     w19, w19, #2
        mov     w20, #0
        cmp     w1, #37
        b.ne    7f
        b       14f
5:      cmp     w1, #48
        b.eq    8f
        cmp     w1, #35
        b.eq    9f
        cmp     w1, #32
        ccmp    w1, w26, #4, ne
        b.ne    10f
6:      ldrb    w1, [x21, w19, uxtw]
        add     w19, w19, #1
7:      cmp     w1, #45
        b.ne    5b
        orr     w20, w20, #16
        b       6b
8:      orr     w20, w20, #8
        b       6b
9:      orr     w20, w20, #4
        b       6b
10:     sub     w2, w1, #48
        mov     w28, #0
        and     w0, w2, #255
        cmp     w0, #9
        b.hi    12f
11:     ldrb    w1, [x21, w19, uxtw]
        add     w28, w28, w28, lsl #2
        add     w19, w19, #1
        add     w28, w2, w28, lsl #1
        sub     w2, w1, #48
        and     w3, w2, #255
        cmp     w3, #9
        b.ls    11b
12:     cmp     w24, w22
        b.ls    20f
        ldr     x10, [x25, w22, uxtw #3]
        add     w22, w22, #1
        cmp     w1, #112
        b.eq    18f
        cmp     w1, #115
        b.eq    23f
        cmp     w1, #99
        b.eq    33f
        cmp     w1, #108
        b.eq    24f
        cmp     w1, #100
        mov     w0, #105
        ccmp    w1, w0, #4, ne
        b.eq    25f
        and     x10, x10, #0xffffffff
13:     cmp     w1, #120
        b.eq    29f
        cmp     w1, #88
        b.eq    32f
        cmp     w1, #117
        b.ne    20f
        mov     w3, #10
        b       26f
14:     cmp     x6, x27
        b.hs    15f
        strb    w2, [x6]
15:     add     x9, x21, w19, uxtw
        add     x6, x6, #1
        ldrb    w2, [x9]
        cbnz    w2, 4b
16:     ldp     x19, x20, [sp, #16]
        sub     x0, x6, x23
        ldp     x25, x26, [sp, #64]
17:     cmp     x27, x6
        b.ls    30f
        strb    wzr, [x6]
        ldp     x21, x22, [sp, #32]
        ldp     x23, x24, [sp, #48]
        ldp     x27, x28, [sp, #80]
        ldp     x29, x30, [sp], #240
        autiasp
        ret
18:     ldrb    w0, [x21, w19, uxtw]
        mov     w1, #117
        add     x9, x21, w19, uxtw
        cmp     w0, #107
        ccmp    w0, w1, #4, ne
        b.ne    28f
        add     w0, w19, #1
        ldrb    w0, [x21, w0, uxtw]
        cmp     w0, #115
        b.eq    22f
19:     mov     x0, x6
        mov     w5, #16
        mov     x2, x10
        mov     w3, w5
        mov     x1, x27
        mov     w4, #8
        str     x9, [sp, #104]
        bl      number
        ldr     x9, [sp, #104]
        mov     x6, x0
        b       3b
20:     ldp     x19, x20, [sp, #16]
        ldp     x21, x22, [sp, #32]
        ldp     x23, x24, [sp, #48]
        ldp     x25, x26, [sp, #64]
21:     mov     x0, #-22
        ldp     x27, x28, [sp, #80]
        ldp     x29, x30, [sp], #240
        autiasp
        ret
22:     add     w19, w19, #2
23:     mov     x1, x10
        add     x0, sp, #112
        mov     x2, #128
        str     x6, [sp, #104]
        bl      strncpy_from_kernel_nofault
        ldr     x6, [sp, #104]
        tbnz    x0, #63, 27f
        mov     x0, x6
        mov     w4, w28
        mov     w3, w20
        add     x2, sp, #112
        mov     x1, x27
        bl      string_nocheck
        add     x9, x21, w19, uxtw
        mov     x6, x0
        b       3b
24:     ldrb    w1, [x21, w19, uxtw]
        add     w0, w19, #1
        cmp     w1, #108
        b.eq    31f
        cmp     w1, #100
        mov     w2, #105
        mov     w19, w0
        ccmp    w1, w2, #4, ne
        b.ne    13b
        orr     w20, w20, #1
        mov     w3, #10
        b       26f
25:     orr     w20, w20, #1
        sxtw    x10, w10
        mov     w3, #10
26:     mov     x0, x6
        mov     w5, w28
        mov     w4, w20
        mov     x2, x10
        mov     x1, x27
        bl      number
        add     x9, x21, w19, uxtw
        mov     x6, x0
        b       3b
27:     mov     x0, x6
        mov     w4, w28
        mov     w3, w20
        add     x2, sp, #112
        mov     x1, x27
        strb    wzr, [sp, #112]
        bl      string_nocheck
        mov     x6, x0
        add     x9, x21, w19, uxtw
        b       3b
28:     cmp     w0, #120
        b.ne    19b
        add     w19, w19, #1
        add     x9, x21, w19, uxtw
        b       19b
29:     mov     w3, #16
        b       26b
30:     strb    wzr, [x27, #-1]
        ldp     x21, x22, [sp, #32]
        ldp     x23, x24, [sp, #48]
        ldp     x27, x28, [sp, #80]
        ldp     x29, x30, [sp], #240
        autiasp
        ret
31:     ldrb    w1, [x21, w0, uxtw]
        add     w19, w19, #2
        mov     w0, #100
        cmp     w1, #105
        ccmp    w1, w0, #4, ne
        b.ne    13b
        orr     w20, w20, #1
        mov     w3, #10
        b       26b
32:     orr     w20, w20, #2
        mov     w3, #16
        b       26b
33:     mov     x0, x6
        mov     w4, w28
        mov     w3, w20
        add     x2, sp, #112
        mov     x1, x27
        strb    w10, [sp, #112]
        strb    wzr, [sp, #113]
        bl      string_nocheck
        add     x9, x21, w19, uxtw
        mov     x6, x0
        b       3b
34:     mov     x6, x23
        mov     x0, #0
        b       17b
35:     ldp     x21, x22, [sp, #32]
        ldp     x23, x24, [sp, #48]
        b       21b
`);
