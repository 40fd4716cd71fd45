import { asm } from '@tracelab/arm64-machine';
import { PSR, PtRegs, TaskStruct, ThreadInfo, TIF } from '../layout/index.js';
import { routine } from '../routine.js';

/** X0..X29 as the fifteen pairs of pt_regs. */
const pairs = (op: 'stp' | 'ldp'): string[] =>
  Array.from({ length: 15 }, (_, n) => `${op}     x${2 * n}, x${2 * n + 1}, [sp, #${PtRegs.regs.at(2 * n)}]`);

/** clear_gp_regs: nothing of EL0's reaches speculation in EL1. */
const clearGpRegs = Array.from({ length: 30 }, (_, n) => `mov     x${n}, xzr`);

/** Alternatives for features that a Cortex-A72 does not have are patched to NOPs, which stay in the path. */
const absent = (count: number): string[] => Array.from({ length: count }, () => 'nop');

const TSK = 'x28';

/** kernel_entry 0, then the C handler. X28 is `current` from here to the exit: it is callee-saved. */
export const el0t64Sync = routine('el0t_64_sync', asm`
        ${pairs('stp')}
        ${clearGpRegs}
        mrs     x21, sp_el0
        adrp    ${TSK}, __entry_task
        add     ${TSK}, ${TSK}, :lo12:__entry_task
        mrs     x20, tpidr_el1
        ldr     ${TSK}, [${TSK}, x20]
        msr     sp_el0, ${TSK}
        ldr     x19, [${TSK}, #${ThreadInfo.flags}]
        tbz     x19, #${TIF.singlestep}, 1f
        mrs     x20, mdscr_el1                          // disable_step_tsk
        bic     x20, x20, #1
        msr     mdscr_el1, x20
        isb
1:      ldr     x0, [${TSK}, #${TaskStruct.sctlrUser}]
        ${absent(8)}                                    // pointer authentication: keys of the kernel
        b       2f                                      // MTE
        isb
2:      apply_ssbd 1, x22, x23
        mrs     x22, elr_el1
        mrs     x23, spsr_el1
        stp     x30, x21, [sp, #${PtRegs.regs.at(30)}]
        stp     xzr, xzr, [sp, #${PtRegs.stackframe}]   // the final record of an unwind
        add     x29, sp, #${PtRegs.stackframe}
        nop                                             // software PAN
        stp     x22, x23, [sp, #${PtRegs.pc}]
        mov     w21, #-1                                // no system call yet
        str     w21, [sp, #${PtRegs.syscallno}]
        ${absent(4)}                                    // interrupt priority masking
        mov     x0, sp
        bl      el0t_64_sync_handler
        b       ret_to_user
`);

/** kernel_entry 1: the frame record links to the interrupted function's. */
export const el1h64Sync = routine('el1h_64_sync', asm`
        ${pairs('stp')}
        add     x21, sp, #${PtRegs.structSize}
        mrs     ${TSK}, sp_el0
        mrs     x22, elr_el1
        mrs     x23, spsr_el1
        stp     x30, x21, [sp, #${PtRegs.regs.at(30)}]
        stp     x29, x22, [sp, #${PtRegs.stackframe}]
        add     x29, sp, #${PtRegs.stackframe}
        stp     x22, x23, [sp, #${PtRegs.pc}]
        mov     x0, sp
        bl      el1h_64_sync_handler
        b       ret_to_kernel
`);

/** kernel_exit 0 */
export const retToUser = routine('ret_to_user', asm`
        ldr     x19, [${TSK}, #${ThreadInfo.flags}]
        tbz     x19, #${TIF.singlestep}, 1f
        mrs     x20, mdscr_el1                          // enable_step_tsk
        orr     x20, x20, #1
        msr     mdscr_el1, x20
1:      ${absent(5)}                                    // interrupt priority masking
        ldp     x21, x22, [sp, #${PtRegs.pc}]
        ${absent(2)}                                    // software PAN
        ldr     x23, [sp, #${PtRegs.sp}]
        msr     sp_el0, x23
        tst     x22, #${PSR.mode32}
        b.eq    2f
        b       __panic_unhandled                       // no 32-bit tasks here
2:      ldr     x0, [${TSK}, #${TaskStruct.sctlrUser}]
        ${absent(7)}                                    // pointer authentication: keys of the task
        apply_ssbd 0, x0, x1
        msr     elr_el1, x21
        msr     spsr_el1, x22
        ${pairs('ldp')}
        nop                                             // KPTI
        ldr     x30, [sp, #${PtRegs.regs.at(30)}]
        add     sp, sp, #${PtRegs.structSize}
        eret
`);

/** kernel_exit 1 */
export const retToKernel = routine('ret_to_kernel', asm`
        msr     daifset, #15
        nop                                             // interrupt priority masking
        ldp     x21, x22, [sp, #${PtRegs.pc}]
        msr     elr_el1, x21
        msr     spsr_el1, x22
        ${pairs('ldp')}
        ldr     x30, [sp, #${PtRegs.regs.at(30)}]
        add     sp, sp, #${PtRegs.structSize}
        eret
`);
