import { asm } from '@tracelab/arm64-machine';
import { routine } from '@tracelab/kernel';
import { TP_FLAG, TraceKprobe, TraceProbeEvent } from '../layout/index.js';

/** kernel/trace/trace_kprobe.c (kernel/trace is built without ftrace): pre_handler. X0 = kprobe, X1 = pt_regs. */
export const kprobeDispatcher = routine('kprobe_dispatcher', asm`
        paciasp
        stp     x29, x30, [sp, #-48]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        str     x21, [sp, #32]
        mov     x19, x0
        mov     x20, x1
        mrs     x2, tpidr_el1
        ldr     x1, [x0, #${TraceKprobe.nhit.offset - TraceKprobe.rp.offset}]
        ldr     x0, [x1, x2]
        add     x0, x0, #1
        str     x0, [x1, x2]
        ldr     x21, [x19, #${TraceKprobe.tpEvent.offset - TraceKprobe.rp.offset}]
        ldr     w0, [x21, #${TraceProbeEvent.flags}]
        tbnz    w0, #${TP_FLAG.trace}, 2f
        tbz     w0, #${TP_FLAG.profile}, 1f
        mov     x1, x20
        sub     x0, x19, #${TraceKprobe.rp}
        bl      kprobe_perf_func
0:      ldr     x21, [sp, #32]
        ldp     x19, x20, [sp, #16]
        ldp     x29, x30, [sp], #48
        autiasp
        ret

1:      mov     w0, #0
        b       0b

2:      hlt     #0                                      // kprobe_trace_func(): the lab has no trace files
`);
