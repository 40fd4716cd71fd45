import { asm } from '@tracelab/arm64-machine';
import { ThreadInfo, TIF, TIF_WORK_MASK } from '../layout/index.js';
import { jumpLandingPad } from '../branch-protection.js';
import { routine } from '../routine.js';

/** Who handles the classes 0x15 to 0x26. */
const handlers = ['svc', 'inv', 'inv', 'undef', ...Array(7).fill('inv'), 'ia', 'inv', 'inv', 'inv', 'da', 'inv', 'inv'];
const table = handlers
  .map((handler) => `        .byte   (.Lel0t_64_sync_handler_${handler} - .Lel0t_64_sync_handler_svc) / 4`)
  .join('\n');

/** arch/arm64/kernel/entry-common.c: a switch on the exception class, which the compiler makes a jump table of. */
export const el0t64SyncHandler = routine('el0t_64_sync_handler', asm`
        paciasp
        stp     x29, x30, [sp, #-16]!
        mrs     x1, esr_el1
        mov     x29, sp
        lsr     w2, w1, #26
        cmp     w2, #0x26
        b.ls    1f
        cmp     w2, #0x3c
        b.ls    .Lel0t_64_sync_handler_dbg
        b       .Lel0t_64_sync_handler_inv
1:      sub     w2, w2, #0x15
        cmp     w2, #0x26 - 0x15
        b.hi    .Lel0t_64_sync_handler_undef
        adrp    x3, .Lel0t_64_sync_handler_table
        add     x3, x3, :lo12:.Lel0t_64_sync_handler_table
        ldrb    w2, [x3, w2, uxtw]
        adr     x3, .Lel0t_64_sync_handler_svc
        add     x2, x3, w2, uxtb #2
        br      x2
.Lel0t_64_sync_handler_svc:
${jumpLandingPad}
        bl      el0_svc
        b       2f
.Lel0t_64_sync_handler_da:
${jumpLandingPad}
        bl      el0_da
        b       2f
.Lel0t_64_sync_handler_ia:
${jumpLandingPad}
        bl      el0_ia
        b       2f
.Lel0t_64_sync_handler_undef:
${jumpLandingPad}
        bl      el0_undef
        b       2f
.Lel0t_64_sync_handler_dbg:
        bl      el0_dbg
        b       2f
.Lel0t_64_sync_handler_inv:
${jumpLandingPad}
        bl      el0_inv
2:      ldp     x29, x30, [sp], #16
        autiasp
        ret
        .section .rodata, "a"
.Lel0t_64_sync_handler_table:                           // in instructions from _svc
${table}
        .text
`);

export const el0Svc = routine('el0_svc', asm`
        paciasp
        stp     x29, x30, [sp, #-32]!
        mov     x29, sp
        str     x19, [sp, #16]
        mov     x19, x0
        nop                                             // static branch: context tracking of user mode
        nop                                             // MTE: tag check override
        bl      cortex_a76_erratum_1463225_svc_handler
        mov     x0, x19
        bl      do_el0_svc
        msr     daifset, #15
        mrs     x0, sp_el0
        ldr     x1, [x0, #${ThreadInfo.flags}]
        tst     x1, #${TIF_WORK_MASK}
        b.ne    2f
1:      nop                                             // lockdep_sys_exit()
        nop                                             // MTE: asynchronous tag check faults
        nop                                             // static branch: context tracking of user mode
        ldr     x19, [sp, #16]
        ldp     x29, x30, [sp], #32
        autiasp
        ret
2:      mov     x0, x19
        bl      do_notify_resume
        b       1b
`);

/** The workaround's own code for cores other than Cortex-A76: nothing to do unless the task is single-stepped. */
export const cortexA76Erratum1463225SvcHandler = routine('cortex_a76_erratum_1463225_svc_handler', asm`
        nop
        mrs     x0, sp_el0
        ldr     x0, [x0, #${ThreadInfo.flags}]
        lsr     x0, x0, #${TIF.singlestep}
        tbnz    x0, #0, 1f
        ret
1:      b       __panic_unhandled                       // no single-step here
`);
