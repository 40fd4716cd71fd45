import { asm } from '@tracelab/arm64-machine';
import { routine } from '@tracelab/kernel';
import { RethookRegs } from '@tracelab/rethook';
import { FPROBE_DISABLED, Fprobe, FprobeRethookNode } from './layout.js';

/** The handler of an fprobe's rethook: (node, fp, regs). PC of the registers is where the function returns to. */
export const fprobeExitHandler = routine(
  'fprobe_exit_handler',
  asm`
        bti     c
        mov     x4, x0
        mov     x3, x2
        cbz     x1, .Lfprobe_exit_handler_out
        ldr     w0, [x1, #${Fprobe.flags}]
        tbnz    w0, #${FPROBE_DISABLED}, .Lfprobe_exit_handler_out
        mov     x0, x1
        ldr     x16, [x1, #${Fprobe.exitHandler}]
        ldr     x2, [x2, #${RethookRegs.pc}]
        ldr     x1, [x4, #${FprobeRethookNode.entryIp}]
        add     x4, x4, #${FprobeRethookNode.data}
        br      x16                             // X16: a tail call may land on BTI c
.Lfprobe_exit_handler_out:
        ret
  `,
);
