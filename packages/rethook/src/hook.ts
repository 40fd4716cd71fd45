import { asm } from '@tracelab/arm64-machine';
import { routine, TaskStruct } from '@tracelab/kernel';
import { RethookNode } from './layout.js';

/** rethook_hook(node, fregs, mcount): the return of the call that `fregs` describes goes to the trampoline. */
export const hook = routine(
  'rethook_hook',
  asm`
        paciasp
        stp     x29, x30, [sp, #-32]!
        mov     x29, sp
        str     x19, [sp, #16]
        mov     x19, x0
        bl      arch_rethook_prepare
        mrs     x1, sp_el0
        ldr     x2, [x1, #${TaskStruct.rethooks}]
        str     x2, [x19, #${RethookNode.next}]!                // __llist_add: only this task pushes, so no exchange
        str     x19, [x1, #${TaskStruct.rethooks}]
        ldr     x19, [sp, #16]
        ldp     x29, x30, [sp], #32
        autiasp
        ret
  `,
);

/** arch_rethook_prepare(node, fregs, mcount). The offsets of FP and LR are those of the entry trampoline's series. */
export const prepare = routine(
  'arch_rethook_prepare',
  asm`
        ldr     x2, [x1, #:lo12:FREGS_LR]
        str     x2, [x0, #${RethookNode.retAddr}]
        ldr     x2, [x1, #:lo12:FREGS_FP]
        str     x2, [x0, #${RethookNode.frame}]
        adrp    x2, arch_rethook_trampoline
        add     x2, x2, :lo12:arch_rethook_trampoline
        str     x2, [x1, #:lo12:FREGS_LR]
        ret
  `,
);
