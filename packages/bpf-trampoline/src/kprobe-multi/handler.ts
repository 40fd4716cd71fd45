import { asm } from '@tracelab/arm64-machine';
import { bpfProgRun, progActiveDec, progActiveInc } from '@tracelab/bpf';
import { routine, TaskStruct } from '@tracelab/kernel';
import { BpfKprobeMultiLink, RunCtx } from './layout.js';

const runCtx = 48;
const frame = runCtx + RunCtx.structSize;

/**
 * kernel/trace/bpf_trace.c, kprobe_multi_link_prog_run() inlined: handler of entries and of returns. X0 = fprobe, X1 = ip, X3 = regs.
 * ftrace's ip is the BL, a word behind the symbol.
 */
export const kprobeMultiLinkHandler = routine('kprobe_multi_link_handler', asm`
        paciasp
        stp     x29, x30, [sp, #-${frame}]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        stp     x21, x22, [sp, #32]
        sub     x19, x0, #${BpfKprobeMultiLink.fp}
        sub     x1, x1, #4
        mov     x20, x3
        stp     x19, x1, [sp, #${runCtx}]
${progActiveInc('x21')}
        cmp     w0, #1
        b.ne    1f                                      // a program is running on this CPU: this call is lost
        bl      migrate_disable
        bl      __rcu_read_lock
        mrs     x0, sp_el0
        add     x1, sp, #${runCtx}
        ldr     x22, [x0, #${TaskStruct.bpfCtx}]
        str     x1, [x0, #${TaskStruct.bpfCtx}]
        ldr     x0, [x19, #${BpfKprobeMultiLink.prog}]
${bpfProgRun('x20')}
        mrs     x0, sp_el0
        str     x22, [x0, #${TaskStruct.bpfCtx}]
        bl      __rcu_read_unlock
        bl      migrate_enable
1:
${progActiveDec('x21')}
        mov     w0, #0
        ldp     x19, x20, [sp, #16]
        ldp     x21, x22, [sp, #32]
        ldp     x29, x30, [sp], #${frame}
        autiasp
        ret
`);
