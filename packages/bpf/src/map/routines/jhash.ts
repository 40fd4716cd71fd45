import { asm } from '@tracelab/arm64-machine';
import { traceable } from '@tracelab/kernel';

// include/linux/jhash.h: Bob Jenkins' lookup3, in the public domain. Out of line here: inlined it would be in every operation.

/** __jhash_mix(w5, b, c) of three words more: `first` is the first of them, and w6 is free. */
const mix = (b: string, c: string, first: string): string => asm`
        sub     ${first}, ${first}, ${c}
        add     w6, ${b}, ${c}
        add     ${first}, ${first}, w5
        eor     ${c}, ${first}, ${c}, ror #28
        sub     ${b}, ${b}, ${c}
        add     w5, ${c}, w6
        eor     ${c}, ${b}, ${c}, ror #26
        sub     w6, w6, ${c}
        add     ${first}, ${c}, w5
        eor     ${c}, w6, ${c}, ror #24
        sub     w5, w5, ${c}
        add     ${b}, ${c}, ${first}
        eor     ${c}, w5, ${c}, ror #16
        sub     ${first}, ${first}, ${c}
        add     w5, ${c}, ${b}
        eor     ${c}, ${first}, ${c}, ror #13
        sub     ${first}, ${b}, ${c}
        add     ${b}, ${c}, w5
        eor     ${c}, ${first}, ${c}, ror #28
`;

/** __jhash_final(w5 + a, b, c): the hash is in c, and t is free. */
const final = (a: string, b: string, c: string, t: string): string => asm`
        ror     ${t}, ${b}, #18
        eor     ${c}, ${b}, ${c}
        sub     ${c}, ${c}, ${t}
        add     ${a}, ${a}, w5
        eor     ${a}, ${a}, ${c}
        ror     ${t}, ${c}, #21
        sub     ${a}, ${a}, ${t}
        eor     ${b}, ${b}, ${a}
        ror     ${t}, ${a}, #7
        sub     ${b}, ${b}, ${t}
        eor     ${c}, ${c}, ${b}
        ror     ${t}, ${b}, #16
        sub     ${c}, ${c}, ${t}
        eor     ${a}, ${a}, ${c}
        ror     ${t}, ${c}, #28
        sub     ${a}, ${a}, ${t}
        eor     ${b}, ${b}, ${a}
        ror     ${a}, ${a}, #18
        sub     ${b}, ${b}, ${a}
        eor     ${c}, ${c}, ${b}
        ror     ${b}, ${b}, #8
        sub     ${c}, ${c}, ${b}
`;

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
        ${mix('w2', 'w0', 'w3')}
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
        ${final('w1', 'w2', 'w0', 'w3')}
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
        ${mix('w3', 'w2', 'w4')}
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
        ${final('w0', 'w3', 'w2', 'w1')}
        mov     w0, w2
        ret
`);
