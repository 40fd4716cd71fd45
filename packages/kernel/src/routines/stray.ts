import { asm } from '@tracelab/arm64-machine';

/**
 * The end of an iteration, on each of several cores: about every sixteenth time one does something else for a while, at random
 * (xorshift64, Marsaglia 2003), as interrupts see to on any machine. Of cores in lockstep, a loop around exclusives can
 * starve one for ever.
 *
 * @param state register with the core's own random state, not 0
 * @param loop label of the next iteration; X0 and the flags are lost on the way
 */
export const stray = (state: string, loop: string): string => asm`
        eor     ${state}, ${state}, ${state}, lsl #13
        eor     ${state}, ${state}, ${state}, lsr #7
        eor     ${state}, ${state}, ${state}, lsl #17
        tst     ${state}, #15
        b.ne    ${loop}
        ubfx    x0, ${state}, #8, #6
9:      subs    x0, x0, #1
        b.pl    9b
        b       ${loop}
`;
