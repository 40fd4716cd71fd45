import { asm } from '@tracelab/arm64-machine';
import { PtRegs, ThreadInfo, TIF, TIF_SYSCALL_WORK } from '../layout/index.js';
import { data, routine, traceable } from '../routine.js';

/** asm-generic/unistd.h of v6.1: `__NR_syscalls`, and the calls that this kernel has. */
export const NR_SYSCALLS = 451;
export const NR_GETPGID = 155;
export const NR_GETPPID = 173;

export const doEl0Svc = routine('do_el0_svc', asm`
        paciasp
        stp     x29, x30, [sp, #-16]!
        nop                                             // SVE: trap on first use
        nop                                             // SME
        nop                                             // SME: leave streaming mode
        mov     w2, #${NR_SYSCALLS}
        mov     x29, sp
        adrp    x3, sys_call_table
        ldr     w1, [x0, #${PtRegs.regs.at(8)}]
        add     x3, x3, :lo12:sys_call_table
        bl      el0_svc_common
        ldp     x29, x30, [sp], #16
        autiasp
        ret
`);

/** X0 = pt_regs, W1 = number, W2 = how many, X3 = table. Interrupts are on while the system call runs. */
export const el0SvcCommon = routine('el0_svc_common', asm`
        paciasp
        stp     x29, x30, [sp, #-32]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        mrs     x20, sp_el0
        ldr     x4, [x0, #${PtRegs.regs}]
        ldr     x19, [x20, #${ThreadInfo.flags}]
        str     x4, [x0, #${PtRegs.origX0}]
        str     w1, [x0, #${PtRegs.syscallno}]
        nop                                             // MTE: asynchronous tag check faults
        msr     daif, xzr                               // DAIF_PROCCTX
        tst     x19, #${TIF_SYSCALL_WORK}
        b.ne    2f
        bl      invoke_syscall
        tst     x19, #${TIF_SYSCALL_WORK}
        b.ne    2f
        msr     daifset, #15
        ldr     x0, [x20, #${ThreadInfo.flags}]
        mov     w1, #${TIF_SYSCALL_WORK}
        movk    w1, #${1 << (TIF.singlestep - 16)}, lsl #16
        tst     x0, x1
        b.eq    1f
        msr     daif, xzr
        b       2f
1:      ldp     x19, x20, [sp, #16]
        ldp     x29, x30, [sp], #32
        autiasp
        ret
2:      bl      syscall_trace_enter
`);

/**
 * The table look-up under speculation: array_index_nospec() makes the index 0 where the bounds check was mispredicted.
 * The shape, and what randomize_kstack_offset would add, come from compiling a model of the steps (README.md).
 */
export const invokeSyscall = routine('invoke_syscall', asm`
        paciasp
        stp     x29, x30, [sp, #-32]!
        mov     x29, sp
        str     x19, [sp, #16]
        mov     x19, x0
        nop                                             // static branch: randomize_kstack_offset
        cmp     w1, w2
        b.hs    2f
        mov     w1, w1
        mov     w2, w2
        cmp     x1, x2
        sbc     x2, xzr, xzr
        csdb
        and     x1, x1, x2
        ldr     x1, [x3, x1, lsl #3]
        blr     x1
1:      mrs     x1, sp_el0
        ldr     x2, [x1, #${ThreadInfo.flags}]
        and     x1, x0, #0xffffffff
        tst     x2, #${1 << TIF.bit32}
        csel    x0, x1, x0, ne                          // a 32-bit task sees half of the result
        str     x0, [x19, #${PtRegs.regs}]
        nop                                             // static branch: randomize_kstack_offset
        ldr     x19, [sp, #16]
        ldp     x29, x30, [sp], #32
        autiasp
        ret
2:      bl      sys_ni_syscall
        b       1b
`);

export const sysNiSyscall = traceable('sys_ni_syscall', asm`
        mov     x0, #-38                                // -ENOSYS
        ret
`);

export const sysCallTable = data('sys_call_table', asm`
        .rept   ${NR_GETPGID}
        .quad   sys_ni_syscall
        .endr
        .quad   __arm64_sys_getpgid
        .rept   ${NR_GETPPID - NR_GETPGID - 1}
        .quad   sys_ni_syscall
        .endr
        .quad   __arm64_sys_getppid
        .rept   ${NR_SYSCALLS - NR_GETPPID - 1}
        .quad   sys_ni_syscall
        .endr
`, 4096);
