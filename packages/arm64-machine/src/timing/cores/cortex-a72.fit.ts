import { asm } from '../../asm/index.js';
import type { Core } from '../core.js';
import { withParameter } from '../parameters.js';
import { time } from '../time.js';

/**
 * The only figure that ordered accesses of the Cortex-A72 are fitted on: five LL/SC operations of a pool get and put, one
 * of them with DMB ISH, one LDAR, one STLR, in profiles of a Raspberry Pi 4.
 */
export const POOL_CYCLES = { low: 190, high: 225, aim: 207 } as const;

/** X0 is the list, X1 its only node: references 1, at 0; next at 8. */
const setup = asm`
        add     x1, x0, #64
        str     x1, [x0]
        mov     w2, #1
        str     w2, [x1]
        str     xzr, [x1, #8]
`;

/** A lock-free list of nodes with reference counts, without contention: take the head, put it back. */
const getAndPut = asm`
        ldar    x1, [x0]
        ldr     w2, [x1]                // references: one more, or the head has gone
        tst     w2, #0x7fffffff
        b.eq    failed
        add     w3, w2, #1
        prfm    pstl1strm, [x1]
1:      ldaxr   w4, [x1]
        eor     w5, w4, w2
        cbnz    w5, 2f
        stxr    w5, w3, [x1]
        cbnz    w5, 1b
2:      cmp     w4, w2
        b.ne    failed
        ldr     x6, [x1, #8]            // the head: the next
        prfm    pstl1strm, [x0]
1:      ldaxr   x4, [x0]
        eor     x5, x4, x1
        cbnz    x5, 2f
        stxr    w5, x6, [x0]
        cbnz    w5, 1b
2:      cmp     x4, x1
        b.ne    failed
        prfm    pstl1strm, [x1]         // the list's reference and ours
1:      ldxr    w4, [x1]
        sub     w5, w4, #2
        stlxr   w6, w5, [x1]
        cbnz    w6, 1b
        dmb     ish

        mov     w3, #0x80000000         // to be put back: nobody else holds it
        prfm    pstl1strm, [x1]
1:      ldxr    w4, [x1]
        add     w5, w4, w3
        stlxr   w6, w5, [x1]
        cbnz    w6, 1b
        cbnz    w4, failed
        ldr     x6, [x0]
        str     x6, [x1, #8]
        mov     w3, #1
        stlr    w3, [x1]
        prfm    pstl1strm, [x0]
1:      ldxr    x4, [x0]
        eor     x5, x4, x6
        cbnz    x5, 2f
        stlxr   w5, x1, [x0]
        cbnz    w5, 1b
2:      cmp     x4, x6
        b.ne    failed
`;

/** Cycles of one get and put on a core. */
export function poolCycles(core: Core): number {
  return time(core, getAndPut, { setup, routines: 'failed: hlt #0', copies: 4 }).cycles;
}

/** The whole number of cycles for `ordering.performed` that comes nearest to the aim. */
export function fitPerformed(core: Core): number {
  const distance = (performed: number): number =>
    Math.abs(poolCycles(withParameter(core, 'ordering.performed', performed)) - POOL_CYCLES.aim);
  let best = 0;
  while (distance(best + 1) <= distance(best)) best++;
  return best;
}
