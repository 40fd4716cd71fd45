import { asm } from '@tracelab/arm64-machine';
import { routine } from '@tracelab/kernel';
import { KretprobeHolder, KretprobeInstance, TP_FLAG, TraceEventCall, TraceKprobe, TraceProbeEvent } from '../layout/index.js';

/**
 * kernel/trace/trace_kprobe.c: handler of a return probe. X0 = kretprobe_instance, X1 = pt_regs. Another CPU may have
 * unregistered the probe since the trampoline's handler looked.
 */
export const kretprobeDispatcher = routine('kretprobe_dispatcher', asm`
        ldr     x3, [x0, #${KretprobeInstance.rph}]
        ldr     x3, [x3, #${KretprobeHolder.rp}]
        cbz     x3, 2f
        paciasp
        stp     x29, x30, [sp, #-48]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        stp     x21, x22, [sp, #32]
        mov     x19, x3
        mov     x20, x0
        mov     x21, x1
        mrs     x2, tpidr_el1
        ldr     x1, [x3, #${TraceKprobe.nhit.offset - TraceKprobe.rp.offset}]
        ldr     x0, [x1, x2]
        add     x0, x0, #1
        str     x0, [x1, x2]
        ldr     x22, [x19, #${TraceKprobe.tpEvent.offset - TraceKprobe.rp.offset}]
        ldr     w0, [x22, #${TraceProbeEvent.flags}]
        tbnz    w0, #${TP_FLAG.trace}, 3f
        tbz     w0, #${TP_FLAG.profile}, 1f
        mov     x2, x21
        mov     x1, x20
        sub     x0, x19, #${TraceKprobe.rp}
        bl      kretprobe_perf_func
1:      ldp     x19, x20, [sp, #16]
        ldp     x21, x22, [sp, #32]
        ldp     x29, x30, [sp], #48
        autiasp
2:      mov     w0, #0
        ret

3:      hlt     #0                                      // kretprobe_trace_func(): the lab has no trace files
`);

/** The perf side of a return. X0 = trace_kprobe, X1 = kretprobe_instance, X2 = pt_regs. Saves what kprobe_perf_func does. */
export const kretprobePerfFunc = routine('kretprobe_perf_func', asm`
        paciasp
        stp     x29, x30, [sp, #-96]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        stp     x21, x22, [sp, #32]
        stp     x23, x24, [sp, #48]
        stp     x25, x26, [sp, #64]
        stp     x27, x28, [sp, #80]
        mov     x20, x0
        mov     x23, x1
        mov     x19, x2
        ldr     x21, [x0, #${TraceKprobe.tpEvent}]
        add     x22, x21, #${TraceProbeEvent.call}
        ldr     x0, [x22, #${TraceEventCall.progArray}]
        cbz     x0, 1f
        mov     x1, x2
        mov     x0, x22
        bl      trace_call_bpf
        cbz     w0, 2f
1:      ldr     x0, [x22, #${TraceEventCall.perfEvents}]
        mrs     x1, tpidr_el1
        ldr     x0, [x0, x1]
        cbnz    x0, 3f
2:      ldp     x19, x20, [sp, #16]
        ldp     x21, x22, [sp, #32]
        ldp     x23, x24, [sp, #48]
        ldp     x25, x26, [sp, #64]
        ldp     x27, x28, [sp, #80]
        ldp     x29, x30, [sp], #96
        autiasp
        ret

3:      hlt     #0                                      // a sample is wanted: the lab has no perf buffers
`);
