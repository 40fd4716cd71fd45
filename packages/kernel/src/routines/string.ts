import { asm } from '@tracelab/arm64-machine';
import { routine } from '../routine.js';

/*
 * What Linux takes from arch/arm64/lib. Up to 16 bytes are two or three accesses that may overlap, so that no length takes a loop of
 * bytes; beyond, pairs, and a last one that ends where the range ends.
 */

/** X0 = to, X1 = from, X2 = bytes; the ranges do not overlap. */
export const memcpy = routine('memcpy', asm`
        add     x4, x1, x2
        add     x5, x0, x2
        cmp     x2, #16
        b.hs    3f
        tbz     x2, #3, 1f
        ldr     x6, [x1]
        ldr     x7, [x4, #-8]
        str     x6, [x0]
        str     x7, [x5, #-8]
        ret
1:      tbz     x2, #2, 2f
        ldr     w6, [x1]
        ldr     w7, [x4, #-4]
        str     w6, [x0]
        str     w7, [x5, #-4]
        ret
2:      cbz     x2, 6f
        lsr     x3, x2, #1
        ldrb    w6, [x1]
        ldrb    w8, [x1, x3]
        ldrb    w7, [x4, #-1]
        strb    w6, [x0]
        strb    w8, [x0, x3]
        strb    w7, [x5, #-1]
        ret
3:      mov     x3, x0
        sub     x2, x2, #16
4:      ldp     x6, x7, [x1], #16
        subs    x2, x2, #16
        stp     x6, x7, [x3], #16
        b.hi    4b
        ldp     x6, x7, [x4, #-16]
        stp     x6, x7, [x5, #-16]
6:      ret
`);

/** X0 = to, W1 = byte, X2 = bytes. */
export const memset = routine('memset', asm`
        and     w1, w1, #0xff
        orr     w1, w1, w1, lsl #8
        orr     w1, w1, w1, lsl #16
        orr     x1, x1, x1, lsl #32
        add     x5, x0, x2
        cmp     x2, #16
        b.hs    3f
        tbz     x2, #3, 1f
        str     x1, [x0]
        str     x1, [x5, #-8]
        ret
1:      tbz     x2, #2, 2f
        str     w1, [x0]
        str     w1, [x5, #-4]
        ret
2:      cbz     x2, 5f
        lsr     x3, x2, #1
        strb    w1, [x0]
        strb    w1, [x0, x3]
        strb    w1, [x5, #-1]
        ret
3:      mov     x3, x0
        sub     x2, x2, #16
4:      stp     x1, x1, [x3], #16
        subs    x2, x2, #16
        b.hi    4b
        stp     x1, x1, [x5, #-16]
5:      ret
`);

/** X0, X1 = ranges, X2 = bytes. W0 is below, equal to or above 0 as the first byte that differs is. */
export const memcmp = routine('memcmp', asm`
1:      subs    x2, x2, #8
        b.lo    3f
        ldr     x3, [x0], #8
        ldr     x4, [x1], #8
        cmp     x3, x4
        b.eq    1b
        rev     x3, x3
        rev     x4, x4
        cmp     x3, x4
2:      cset    w0, ne
        cneg    w0, w0, lo
        ret
3:      adds    x2, x2, #8
        b.eq    5f
4:      ldrb    w3, [x0], #1
        ldrb    w4, [x1], #1
        subs    w5, w3, w4
        b.ne    2b
        subs    x2, x2, #1
        b.ne    4b
5:      mov     w0, #0
        ret
`);
