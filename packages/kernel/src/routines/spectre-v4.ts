import { asm } from '@tracelab/arm64-machine';
import { ThreadInfo, TIF } from '../layout/index.js';
import { perCpuData, type Parts } from '../routine.js';

/** SMCCC_ARCH_WORKAROUND_2: lets the firmware switch speculative store bypassing (Arm DEN 0070). */
const ARCH_WORKAROUND_2 = 0x8000_7fff;

/**
 * `apply_ssbd state, tmp1, tmp2` on the way into and out of the kernel; X28 is `current`. Without the mitigation, a branch
 * skips it.
 */
export const noSsbd: Parts = {
  macros: asm`
        .macro  apply_ssbd, state, tmp1, tmp2
        b       9f
        ldr     x0, [x28, #${ThreadInfo.flags}]
9:
        .endm
  `,
};

/**
 * The branch is patched to a NOP: each CPU is asked whether its firmware switches the bypass by call, and each task whether
 * it has the mitigation anyway. A Cortex-A72's firmware turns the bypass off once and for all at reset, so here no CPU needs
 * the call, and what an entry and an exit cost is the question.
 */
export const ssbdCheck: Parts = {
  macros: asm`
        .macro  apply_ssbd, state, tmp1, tmp2
        nop
        adrp    \tmp2, arm64_ssbd_callback_required
        add     \tmp2, \tmp2, :lo12:arm64_ssbd_callback_required
        mrs     \tmp1, tpidr_el1
        ldr     \tmp2, [\tmp2, \tmp1]
        cbz     \tmp2, 9f
        ldr     \tmp2, [x28, #${ThreadInfo.flags}]
        tbnz    \tmp2, #${TIF.ssbd}, 9f
        mov     w0, #${ARCH_WORKAROUND_2 & 0xffff}
        movk    w0, #${ARCH_WORKAROUND_2 >>> 16}, lsl #16
        mov     w1, #\state
        smc     #0
9:
        .endm
  `,
  data: [perCpuData('arm64_ssbd_callback_required', '.quad 0')],
};
