import { asm } from '@tracelab/arm64-machine';
import { BpfProg } from '@tracelab/bpf';
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
        adrp    x21, bpf_prog_active
        add     x21, x21, :lo12:bpf_prog_active
        mrs     x1, tpidr_el1
        ldr     w0, [x21, x1]
        add     w0, w0, #1
        str     w0, [x21, x1]
        cmp     w0, #1
        b.ne    1f                                      // a program is running on this CPU: this call is lost
        bl      migrate_disable
        bl      __rcu_read_lock
        mrs     x0, sp_el0
        add     x1, sp, #${runCtx}
        ldr     x22, [x0, #${TaskStruct.bpfCtx}]
        str     x1, [x0, #${TaskStruct.bpfCtx}]
        ldr     x0, [x19, #${BpfKprobeMultiLink.prog}]
        nop                                             // static branch: bpf_stats_enabled_key
        ldr     x2, [x0, #${BpfProg.bpfFunc}]
        add     x1, x0, #${BpfProg.insnsi}
        mov     x0, x20
        blr     x2
        mrs     x0, sp_el0
        str     x22, [x0, #${TaskStruct.bpfCtx}]
        bl      __rcu_read_unlock
        bl      migrate_enable
1:      mrs     x1, tpidr_el1
        ldr     w0, [x21, x1]
        sub     w0, w0, #1
        str     w0, [x21, x1]
        mov     w0, #0
        ldp     x19, x20, [sp, #16]
        ldp     x21, x22, [sp, #32]
        ldp     x29, x30, [sp], #${frame}
        autiasp
        ret
`);
