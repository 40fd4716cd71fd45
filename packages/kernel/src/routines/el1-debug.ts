import { asm } from '@tracelab/arm64-machine';
import { PtRegs } from '../layout/index.js';
import { routine } from '../routine.js';

// Exception classes as bits of a 64-bit set, which is how the compiler tests membership.
const aborts = 1n << 0x21n | 1n << 0x25n;
const debug = 1n << 0x31n | 1n << 0x33n | 1n << 0x35n | 1n << 0x3cn;

/** arch/arm64/kernel/entry-common.c */
export const el1h64SyncHandler = routine('el1h_64_sync_handler', asm`
        paciasp
        mrs     x1, esr_el1
        stp     x29, x30, [sp, #-16]!
        mov     x29, sp
        lsr     w3, w1, #26
        cmp     x3, #0x3c
        b.hi    1f
        cmp     x3, #0x20
        b.ls    1f
        mov     x4, #1
        lsl     x4, x4, x3
        movz    x2, #${aborts >> 32n}, lsl #32
        tst     x4, x2
        b.ne    2f
        movz    x2, #${debug >> 48n}, lsl #48
        tst     x4, x2
        b.ne    3f
1:      bl      __panic_unhandled
2:      bl      el1_abort
        b       4f
3:      bl      el1_dbg
4:      ldp     x29, x30, [sp], #16
        autiasp
        ret
`);

/** X0 = pt_regs, X1 = ESR. The per-CPU word is the Cortex-A76 workaround's, read on every core. */
export const el1Dbg = routine('el1_dbg', asm`
        paciasp
        stp     x29, x30, [sp, #-48]!
        mov     x29, sp
        str     x19, [sp, #16]
        mov     x19, x0
        mrs     x2, far_el1
        stp     x1, x2, [sp, #32]
        bl      arm64_enter_el1_dbg
        adrp    x0, __in_cortex_a76_erratum_1463225_wa
        add     x0, x0, :lo12:__in_cortex_a76_erratum_1463225_wa
        mrs     x1, tpidr_el1
        ldr     w0, [x0, x1]
        cbnz    w0, 1f
        ldr     x1, [sp, #32]
        mov     x2, x19
        ldr     x0, [sp, #40]
        bl      do_debug_exception
1:      mov     x0, x19
        bl      arm64_exit_el1_dbg
        ldr     x19, [sp, #16]
        ldp     x29, x30, [sp], #48
        autiasp
        ret
`);

export const arm64EnterEl1Dbg = routine('arm64_enter_el1_dbg', asm`
        paciasp
        stp     x29, x30, [sp, #-16]!
        str     xzr, [x0, #${PtRegs.lockdepHardirqs}]
        mov     x29, sp
        bl      ct_nmi_enter
        ldp     x29, x30, [sp], #16
        autiasp
        ret
`);

export const arm64ExitEl1Dbg = routine('arm64_exit_el1_dbg', asm`
        paciasp
        stp     x29, x30, [sp, #-16]!
        mov     x29, sp
        bl      ct_nmi_exit
        ldp     x29, x30, [sp], #16
        autiasp
        ret
`);
