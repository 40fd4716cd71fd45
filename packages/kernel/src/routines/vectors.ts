import { asm } from '@tracelab/arm64-machine';
import { PtRegs } from '../layout/index.js';
import { routine } from '../routine.js';

/** 16 KiB, at a multiple of twice that: below the stack, bit THREAD_SHIFT of SP is set. */
export const THREAD_SHIFT = 14;
export const THREAD_SIZE = 1 << THREAD_SHIFT;

/**
 * kernel_ventry: the 128 bytes of one vector. The stack overflow test needs no scratch register: SP and X0 are added and
 * subtracted back.
 */
export const ventryMacro = asm`
        .macro  kernel_ventry, el, target
        .balign 128
        .if     \el == 0
        b       .+12                                    // vectors of the KPTI trampoline come with X30 in TPIDRRO
        mrs     x30, tpidrro_el0
        msr     tpidrro_el0, xzr
        .endif
        sub     sp, sp, #${PtRegs.structSize}
        add     sp, sp, x0
        sub     x0, sp, x0
        tbnz    x0, #${THREAD_SHIFT}, 0f
        sub     x0, sp, x0
        sub     sp, sp, x0
        b       \target
0:      b       __bad_stack
        .endm
`;

/** The eight vectors of exceptions from EL1, which mitigations leave as they are. */
export const el1Vectors = asm`
        kernel_ventry   1, __panic_unhandled
        kernel_ventry   1, __panic_unhandled
        kernel_ventry   1, __panic_unhandled
        kernel_ventry   1, __panic_unhandled

        kernel_ventry   1, el1h_64_sync
        kernel_ventry   1, __panic_unhandled
        kernel_ventry   1, __panic_unhandled
        kernel_ventry   1, __panic_unhandled
`;

/** VBAR_EL1 (Arm ARM D1.10.2): sync, IRQ, FIQ, SError for EL1t, EL1h, 64-bit EL0, 32-bit EL0. */
export const vectors = routine('vectors', asm`
${el1Vectors}
        kernel_ventry   0, el0t_64_sync
        kernel_ventry   0, __panic_unhandled
        kernel_ventry   0, __panic_unhandled
        kernel_ventry   0, __panic_unhandled

        kernel_ventry   0, __panic_unhandled
        kernel_ventry   0, __panic_unhandled
        kernel_ventry   0, __panic_unhandled
        kernel_ventry   0, __panic_unhandled
`, { align: 2048 });
