import { asm } from '@tracelab/arm64-machine';
import { freelistAdd, freelistTryGet, PtRegs, TaskStruct, traceable } from '@tracelab/kernel';
import { Kretprobe, KretprobeInstance } from '../layout/index.js';

const tryGet = freelistTryGet('pre_handler_kretprobe');

/**
 * kernel/kprobes.c, arch_prepare_kretprobe() inlined: pre_handler of a return probe. X0 = kprobe at its start, X1 = pt_regs.
 * From memory of v6.1, as are the other routines of kretprobes: kernel-paths.md has only the trampoline's outline (5.4).
 */
export const preHandlerKretprobe = traceable('pre_handler_kretprobe', asm`
        paciasp
        stp     x29, x30, [sp, #-48]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        add     x19, x0, #${Kretprobe.freelist}
        stp     x21, x22, [sp, #32]
        mov     x21, x0
        mov     x20, x1
${tryGet.body}
.Lpre_handler_kretprobe_out:
        cbz     x0, .Lpre_handler_kretprobe_missed
        ldr     x2, [x21, #${Kretprobe.entryHandler}]
        mov     x22, x0
        cbnz    x2, .Lpre_handler_kretprobe_ask
.Lpre_handler_kretprobe_hook:
        ldp     x1, x2, [x20, #${PtRegs.regs.at(29)}]
        mov     x0, x22
        stp     x2, x1, [x22, #${KretprobeInstance.retAddr}]
        mrs     x2, sp_el0
        ldr     x3, [x2, #${TaskStruct.kretprobeInstances}]
        adrp    x1, __kretprobe_trampoline
        add     x1, x1, :lo12:__kretprobe_trampoline
        str     x1, [x20, #${PtRegs.regs.at(30)}]
        str     x3, [x0, #${KretprobeInstance.llist}]!           // __llist_add: only this task pushes, so no exchange
        str     x0, [x2, #${TaskStruct.kretprobeInstances}]
.Lpre_handler_kretprobe_return:
        ldp     x19, x20, [sp, #16]
        mov     w0, #0
        ldp     x21, x22, [sp, #32]
        ldp     x29, x30, [sp], #48
        autiasp
        ret
.Lpre_handler_kretprobe_missed:
        ldr     w0, [x21, #${Kretprobe.nmissed}]
        add     w0, w0, #1
        str     w0, [x21, #${Kretprobe.nmissed}]
        b       .Lpre_handler_kretprobe_return
.Lpre_handler_kretprobe_ask:
        mov     x1, x20
        blr     x2
        cbz     w0, .Lpre_handler_kretprobe_hook
        mov     x0, x22
        mov     x1, x19
${freelistAdd('pre_handler_kretprobe_put')}
        b       .Lpre_handler_kretprobe_return
${tryGet.outOfLine}
`);
