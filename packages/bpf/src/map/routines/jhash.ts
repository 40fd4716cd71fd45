import { asm } from '@tracelab/arm64-machine';
import { traceable } from '@tracelab/kernel';

// include/linux/jhash.h: Bob Jenkins' lookup3, in the public domain. Out of line here: inlined it would be in every operation.

/** X0 = key, W1 = bytes, W2 = seed. */
export const jhash = traceable('jhash', asm`
        mov     w3, #48879
        mov     x4, x0
        movk    w3, #0xdead, lsl #16
        add     w2, w2, w3
        add     w5, w2, w1
        mov     w0, w5
        mov     w2, w5
        cmp     w1, #12
        b.ls    2f
1:      ldp     w6, w7, [x4, #4]
        sub     w1, w1, #12
        ldr     w3, [x4], #12
        add     w0, w0, w7
        add     w2, w2, w6
        sub     w3, w3, w0
        add     w6, w2, w0
        add     w3, w3, w5
        eor     w0, w3, w0, ror #28
        sub     w2, w2, w0
        add     w5, w0, w6
        eor     w0, w2, w0, ror #26
        sub     w6, w6, w0
        add     w3, w0, w5
        eor     w0, w6, w0, ror #24
        sub     w5, w5, w0
        add     w2, w0, w3
        eor     w0, w5, w0, ror #16
        sub     w3, w3, w0
        add     w5, w0, w2
        eor     w0, w3, w0, ror #13
        sub     w3, w2, w0
        add     w2, w0, w5
        eor     w0, w3, w0, ror #28
        cmp     w1, #12
        b.hi    1b
2:      cmp     w1, #7
        b.eq    16f
        b.hi    11f
        cmp     w1, #4
        b.eq    9f
        b.hi    6f
        cmp     w1, #2
        b.eq    4f
        cmp     w1, #3
        b.ne    10f
3:      ldrb    w1, [x4, #2]
        add     w5, w5, w1, lsl #16
4:      ldrb    w1, [x4, #1]
        add     w5, w5, w1, lsl #8
5:      ldrb    w1, [x4]
        ror     w3, w2, #18
        eor     w0, w2, w0
        sub     w0, w0, w3
        add     w1, w1, w5
        eor     w1, w1, w0
        ror     w3, w0, #21
        sub     w1, w1, w3
        eor     w2, w2, w1
        ror     w3, w1, #7
        sub     w2, w2, w3
        eor     w0, w0, w2
        ror     w3, w2, #16
        sub     w0, w0, w3
        eor     w1, w1, w0
        ror     w3, w0, #28
        sub     w1, w1, w3
        eor     w2, w2, w1
        ror     w1, w1, #18
        sub     w2, w2, w1
        eor     w0, w0, w2
        ror     w2, w2, #8
        sub     w0, w0, w2
        ret
6:      cmp     w1, #5
        b.eq    8f
7:      ldrb    w1, [x4, #5]
        add     w2, w2, w1, lsl #8
8:      ldrb    w1, [x4, #4]
        add     w2, w2, w1
9:      ldrb    w1, [x4, #3]
        add     w5, w5, w1, lsl #24
        b       3b
10:     cmp     w1, #1
        b.eq    5b
        ret
11:     cmp     w1, #10
        b.eq    13f
        b.ls    17f
        cmp     w1, #11
        b.eq    12f
        ldrb    w1, [x4, #11]
        add     w0, w0, w1, lsl #24
12:     ldrb    w1, [x4, #10]
        add     w0, w0, w1, lsl #16
13:     ldrb    w1, [x4, #9]
        add     w0, w0, w1, lsl #8
14:     ldrb    w1, [x4, #8]
        add     w0, w0, w1
15:     ldrb    w1, [x4, #7]
        add     w2, w2, w1, lsl #24
16:     ldrb    w1, [x4, #6]
        add     w2, w2, w1, lsl #16
        b       7b
17:     cmp     w1, #8
        b.ne    14b
        b       15b
`);

/** X0 = 32-bit words, W1 = how many, W2 = seed. */
export const jhash2 = traceable('jhash2', asm`
        mov     w3, #48879
        movk    w3, #0xdead, lsl #16
        add     w2, w2, w3
        add     w5, w2, w1, lsl #2
        mov     w2, w5
        mov     w3, w5
        cmp     w1, #3
        b.ls    2f
1:      ldp     w6, w7, [x0, #4]
        sub     w1, w1, #3
        ldr     w4, [x0], #12
        add     w2, w2, w7
        add     w3, w3, w6
        sub     w4, w4, w2
        add     w6, w3, w2
        add     w4, w4, w5
        eor     w2, w4, w2, ror #28
        sub     w3, w3, w2
        add     w5, w2, w6
        eor     w2, w3, w2, ror #26
        sub     w6, w6, w2
        add     w4, w2, w5
        eor     w2, w6, w2, ror #24
        sub     w5, w5, w2
        add     w3, w2, w4
        eor     w2, w5, w2, ror #16
        sub     w4, w4, w2
        add     w5, w2, w3
        eor     w2, w4, w2, ror #13
        sub     w4, w3, w2
        add     w3, w2, w5
        eor     w2, w4, w2, ror #28
        cmp     w1, #3
        b.hi    1b
2:      cmp     w1, #2
        b.eq    4f
        cmp     w1, #3
        b.eq    3f
        cmp     w1, #1
        b.eq    5f
        mov     w0, w2
        ret
3:      ldr     w1, [x0, #8]
        add     w2, w2, w1
4:      ldr     w1, [x0, #4]
        add     w3, w3, w1
5:      ldr     w0, [x0]
        ror     w1, w3, #18
        eor     w2, w3, w2
        sub     w2, w2, w1
        add     w0, w5, w0
        eor     w0, w0, w2
        ror     w1, w2, #21
        sub     w0, w0, w1
        eor     w3, w3, w0
        ror     w1, w0, #7
        sub     w3, w3, w1
        eor     w2, w2, w3
        ror     w1, w3, #16
        sub     w2, w2, w1
        eor     w0, w0, w2
        ror     w1, w2, #28
        sub     w0, w0, w1
        eor     w3, w3, w0
        ror     w0, w0, #18
        sub     w3, w3, w0
        eor     w2, w2, w3
        ror     w3, w3, #8
        sub     w2, w2, w3
        mov     w0, w2
        ret
`);
