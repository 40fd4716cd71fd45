import { asm } from '@tracelab/arm64-machine';
import { PtRegs, routine } from '@tracelab/kernel';
import { TraceEventCall, TraceKprobe, TraceProbeEvent } from '../layout/index.js';

/**
 * kernel/trace/trace_kprobe.c: the perf side of a hit. X0 = trace_kprobe, X1 = pt_regs. All callee-saved registers are
 * saved since collecting a sample, inlined in Linux, needs them.
 */
export const kprobePerfFunc = routine('kprobe_perf_func', asm`
        paciasp
        stp     x29, x30, [sp, #-96]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        stp     x21, x22, [sp, #32]
        stp     x23, x24, [sp, #48]
        stp     x25, x26, [sp, #64]
        stp     x27, x28, [sp, #80]
        mov     x20, x0
        mov     x19, x1
        ldr     x21, [x0, #${TraceKprobe.tpEvent}]
        add     x22, x21, #${TraceProbeEvent.call}
        ldr     x0, [x22, #${TraceEventCall.progArray}]
        cbz     x0, 1f
        ldr     x23, [x19, #${PtRegs.pc}]
        mov     x0, x22
        bl      trace_call_bpf
        ldr     x1, [x19, #${PtRegs.pc}]
        cmp     x1, x23
        b.ne    3f
        cbz     w0, 2f
1:      ldr     x0, [x22, #${TraceEventCall.perfEvents}]
        mrs     x1, tpidr_el1
        ldr     x0, [x0, x1]
        cbnz    x0, 4f
2:      mov     w0, #0
        b       0f

3:      mov     w0, #1                                  // the program has moved the PC
0:      ldp     x19, x20, [sp, #16]
        ldp     x21, x22, [sp, #32]
        ldp     x23, x24, [sp, #48]
        ldp     x25, x26, [sp, #64]
        ldp     x27, x28, [sp, #80]
        ldp     x29, x30, [sp], #96
        autiasp
        ret

4:      hlt     #0                                      // a sample is wanted: the lab has no perf buffers
`);
