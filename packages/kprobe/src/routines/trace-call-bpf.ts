import { asm } from '@tracelab/arm64-machine';
import { bpfProgRun, progActiveDec, progActiveInc } from '@tracelab/bpf';
import { routine, TaskStruct } from '@tracelab/kernel';
import { BpfProgArray, BpfProgArrayItem, BpfTraceRunCtx, TraceEventCall } from '../layout/index.js';

const runCtx = 80;
const frame = runCtx + BpfTraceRunCtx.structSize;

/** kernel/trace/bpf_trace.c: X0 = trace_event_call, X1 = the programs' context. W0 = AND of what they return. */
export const traceCallBpf = routine('trace_call_bpf', asm`
        paciasp
        stp     x29, x30, [sp, #-${frame}]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        stp     x21, x22, [sp, #32]
        stp     x23, x24, [sp, #48]
        stp     x25, x26, [sp, #64]
        mov     x23, x0
        mov     x20, x1
${progActiveInc('x21')}
        mov     w22, #0
        cmp     w0, #1
        b.ne    4f                                      // a program is running on this CPU: this event is lost
        bl      __rcu_read_lock
        ldr     x19, [x23, #${TraceEventCall.progArray}]
        mov     w22, #1
        cbz     x19, 3f
        bl      migrate_disable
        mrs     x0, sp_el0
        add     x1, sp, #${runCtx}
        strb    wzr, [sp, #${runCtx + BpfTraceRunCtx.isUprobe.offset}]
        ldr     x24, [x0, #${TaskStruct.bpfCtx}]
        str     x1, [x0, #${TaskStruct.bpfCtx}]
        ldr     x0, [x19, #${BpfProgArray.items}]!
        cbz     x0, 2f
1:      ldr     x1, [x19, #${BpfProgArrayItem.cookie}]
        str     x1, [sp, #${runCtx + BpfTraceRunCtx.cookie.offset}]
${bpfProgRun('x20')}
        and     w22, w22, w0
        ldr     x0, [x19, #${BpfProgArrayItem.structSize}]!
        cbnz    x0, 1b
2:      mrs     x0, sp_el0
        str     x24, [x0, #${TaskStruct.bpfCtx}]
        bl      migrate_enable
3:      bl      __rcu_read_unlock
4:
${progActiveDec('x21')}
        mov     w0, w22
        ldp     x19, x20, [sp, #16]
        ldp     x21, x22, [sp, #32]
        ldp     x23, x24, [sp, #48]
        ldp     x25, x26, [sp, #64]
        ldp     x29, x30, [sp], #${frame}
        autiasp
        ret
`);
