import { asm } from '@tracelab/arm64-machine';
import { PSR, PtRegs } from '../layout/index.js';
import { routine, traceable } from '../routine.js';

/** arch/arm64/kernel/entry-common.c: X0 = pt_regs, X1 = ESR. Debug exceptions and interrupts are as they were before the abort. */
export const el1Abort = routine('el1_abort', asm`
        paciasp
        stp     x29, x30, [sp, #-32]!
        mov     x29, sp
        mrs     x2, far_el1
        str     x19, [sp, #16]
        mov     x19, x0
        str     xzr, [x0, #${PtRegs.exitRcu}]
        ldr     x3, [x0, #${PtRegs.pstate}]
        and     x3, x3, #${PSR.daif}
        msr     daif, x3
        mov     x0, x2
        mov     x2, x19
        bl      do_mem_abort
        msr     daifset, #15
        ldr     x19, [sp, #16]
        ldp     x29, x30, [sp], #32
        autiasp
        ret
`);

/** arch/arm64/mm/fault.c: X0 = FAR, X1 = ESR, X2 = pt_regs. What handles the fault stands in a table by its status code. */
export const doMemAbort = traceable('do_mem_abort', asm`
        paciasp
        stp     x29, x30, [sp, #-16]!
        mov     x29, sp
        and     x3, x1, #63
        adrp    x4, fault_info
        add     x4, x4, :lo12:fault_info
        ldr     x3, [x4, x3, lsl #3]
        blr     x3
        cbz     w0, 1f
        bl      die_kernel_fault
1:      ldp     x29, x30, [sp], #16
        autiasp
        ret
`);

/**
 * For translation faults of either half of the address space, and permission faults: nothing here is paged in, so there
 * is only the exception table to ask. W0 = 0 where it knew.
 */
export const doTranslationFault = traceable('do_translation_fault', asm`
        paciasp
        stp     x29, x30, [sp, #-16]!
        mov     x29, sp
        bl      __do_kernel_fault
        mov     w0, #0
        ldp     x29, x30, [sp], #16
        autiasp
        ret
`);

export const doBad = traceable('do_bad', asm`
        mov     w0, #1
        ret
`);

/** X0 = FAR, X1 = ESR, X2 = pt_regs: an instruction abort (EC 0x21) is never forgiven. */
export const doKernelFault = traceable('__do_kernel_fault', asm`
        paciasp
        stp     x29, x30, [sp, #-16]!
        mov     x29, sp
        lsr     w1, w1, #26
        cmp     w1, #0x21
        b.eq    1f
        mov     x0, x2
        bl      fixup_exception
        tst     w0, #0xff
        b.eq    1f
        ldp     x29, x30, [sp], #16
        autiasp
        ret
1:      bl      die_kernel_fault
`);

/** Oops: HLT stops the machine. */
export const dieKernelFault = routine('die_kernel_fault', asm`
        hlt     #0
`);
