import { asm, ptr, struct, u32, u64 } from '@tracelab/arm64-machine';
import { data, initialiser, routine } from '@tracelab/kernel';

/** clock_read_data: from counter ticks to nanoseconds (include/linux/sched_clock.h). */
const ClockReadData = struct('clock_read_data', {
  epochNs: u64, epochCyc: u64, schedClockMask: u64, readSchedClock: ptr, mult: u32, shift: u32,
});

/** The architected timer of a Raspberry Pi 4: 54 MHz, 56 bits wide. */
const TIMER_HZ = 54_000_000;
const SHIFT = 24;
const MULT = Math.round((1e9 * 2 ** SHIFT) / TIMER_HZ);

const initial = initialiser(ClockReadData, {
  epochNs: 0, epochCyc: 0, schedClockMask: (1n << 56n) - 1n, readSchedClock: 'arch_counter_get_cntvct', mult: MULT, shift: SHIFT,
});

/** Two copies and a sequence count whose lowest bit says which one is being left alone (seqcount_latch). */
export const clockData = data('cd', asm`
        .quad   0
${initial}
${initial}
`);

/** sched_clock() of v6.1 (kernel/time/sched_clock.c). */
export const schedClock = routine('sched_clock', asm`
        paciasp
        stp     x29, x30, [sp, #-48]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        str     x21, [sp, #32]
        adrp    x19, cd
        add     x19, x19, :lo12:cd
1:      ldr     w20, [x19]
        dmb     ishld                                   // smp_rmb
        and     w0, w20, #1
        mov     w1, #${ClockReadData.structSize}
        umaddl  x21, w0, w1, x19
        add     x21, x21, #8
        ldr     x0, [x21, #${ClockReadData.readSchedClock}]
        blr     x0
        ldr     x1, [x21, #${ClockReadData.epochCyc}]
        ldr     x2, [x21, #${ClockReadData.schedClockMask}]
        sub     x0, x0, x1
        and     x0, x0, x2
        ldp     w1, w2, [x21, #${ClockReadData.mult}]
        mul     x0, x0, x1
        lsr     x0, x0, x2
        ldr     x1, [x21, #${ClockReadData.epochNs}]
        add     x0, x0, x1
        dmb     ishld
        ldr     w1, [x19]
        cmp     w1, w20
        b.ne    1b
        ldp     x19, x20, [sp, #16]
        ldr     x21, [sp, #32]
        ldp     x29, x30, [sp], #48
        autiasp
        ret
`);

/** Reads the counter neither early nor late: arch_counter_enforce_ordering() is a load that depends on it. */
export const counter = routine('arch_counter_get_cntvct', asm`
        bti     c
        isb
        mrs     x0, cntvct_el0
        eor     x1, x0, x0
        add     x1, sp, x1
        ldr     xzr, [x1]
        ret
`);
