import { asm } from '@tracelab/arm64-machine';
import { TaskStruct, traceable } from '@tracelab/kernel';
import { TracePrintkEntry } from '../layout.js';

export const traceEventBpfTracePrintk = traceable('trace_event_bpf_trace_printk', asm`
        paciasp
        stp     x29, x30, [sp, #-48]!
        adrp    x2, bpf_trace_buffer
        mov     x29, sp
        str     x21, [sp, #32]
        mov     x21, x0
        ldr     x0, [x2, #:lo12:bpf_trace_buffer]
        uxtw    x1, w1
        stp     x19, x20, [sp, #16]
        mov     x20, x1
        add     x1, x1, #${TracePrintkEntry.structSize + 1}
        bl      __bpf_ringbuf_reserve
        cbz     x0, 1f
        mov     x19, x0
        bl      ktime_get_mono_fast_ns
        adrp    x4, cpu_number
        add     x4, x4, :lo12:cpu_number
        mrs     x1, sp_el0
        ldr     w1, [x1, #${TaskStruct.pid}]
        add     w2, w20, #1
        str     w1, [x19, #${TracePrintkEntry.pid}]
        mov     x1, x21
        mrs     x3, tpidr_el1
        str     x0, [x19]
        ldr     w0, [x4, x3]
        str     w0, [x19, #${TracePrintkEntry.cpu}]
        add     x0, x19, #${TracePrintkEntry.structSize}
        bl      memcpy
        mov     x0, x19
        mov     w2, #0
        mov     x1, #1
        bl      bpf_ringbuf_commit
        ldp     x19, x20, [sp, #16]
        ldr     x21, [sp, #32]
        ldp     x29, x30, [sp], #48
        autiasp
        ret
1:      adrp    x1, bpf_trace_lost
        ldp     x19, x20, [sp, #16]
        ldr     x0, [x1, #:lo12:bpf_trace_lost]
        ldr     x21, [sp, #32]
        add     x0, x0, #1
        ldp     x29, x30, [sp], #48
        autiasp
        str     x0, [x1, #:lo12:bpf_trace_lost]
        ret
`);
