import { asm } from '@tracelab/arm64-machine';
import { traceable } from '@tracelab/kernel';

/** linux/bpf.h */
const MAX_BPRINTF_VARARGS = 12;

export const bpfTracePrintk = traceable('bpf_trace_printk', asm`
        paciasp
        stp     x29, x30, [sp, #-80]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        adrp    x20, trace_printk_lock
        add     x20, x20, :lo12:trace_printk_lock
        mov     x19, x0
        mov     x0, x20
        stp     x21, x22, [sp, #32]
        mov     w22, w1
        adrp    x21, trace_printk_text
        add     x21, x21, :lo12:trace_printk_text
        stp     x2, x3, [sp, #56]
        str     x4, [sp, #72]
        bl      _raw_spin_lock_irqsave
        mov     w3, w22
        mov     x2, x19
        mov     x22, x0
        add     x4, sp, #56
        mov     x0, x21
        mov     w5, #3
        mov     x1, #1024
        bl      bstr_printf
        mov     x19, x0
        tbnz    x0, #63, 1f
        cmp     x0, #1023
        mov     x1, #1023
        mov     x0, x21
        csel    x1, x19, x1, le
        bl      trace_event_bpf_trace_printk
1:      mov     x1, x22
        mov     x0, x20
        bl      _raw_spin_unlock_irqrestore
        ldp     x21, x22, [sp, #32]
        mov     x0, x19
        ldp     x19, x20, [sp, #16]
        ldp     x29, x30, [sp], #80
        autiasp
        ret
`);

/** At most twelve arguments, eight bytes each in memory: what bpf_printk() of libbpf calls for more than three. */
export const bpfTraceVprintk = traceable('bpf_trace_vprintk', asm`
        paciasp
        stp     x29, x30, [sp, #-80]!
        cmp     w3, #${8 * MAX_BPRINTF_VARARGS}
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        mov     x20, x2
        and     w2, w3, #7
        ccmp    w2, #0, #0, ls
        b.ne    3f
        cmp     w3, #0
        mov     w19, w3
        ccmp    x20, #0, #0, ne
        b.eq    3f
        stp     x21, x22, [sp, #32]
        adrp    x21, trace_printk_lock
        add     x21, x21, :lo12:trace_printk_lock
        adrp    x22, trace_printk_text
        add     x22, x22, :lo12:trace_printk_text
        stp     x23, x24, [sp, #48]
        mov     x23, x0
        mov     x0, x21
        str     x25, [sp, #64]
        mov     w25, w1
        bl      _raw_spin_lock_irqsave
        mov     x24, x0
        lsr     w5, w19, #3
        mov     x4, x20
        mov     w3, w25
        mov     x2, x23
        mov     x0, x22
        mov     x1, #1024
        bl      bstr_printf
        mov     x19, x0
        tbnz    x0, #63, 1f
        cmp     x0, #1023
        mov     x1, #1023
        mov     x0, x22
        csel    x1, x19, x1, le
        bl      trace_event_bpf_trace_printk
1:      mov     x1, x24
        mov     x0, x21
        bl      _raw_spin_unlock_irqrestore
        ldp     x21, x22, [sp, #32]
        ldp     x23, x24, [sp, #48]
        ldr     x25, [sp, #64]
2:      mov     x0, x19
        ldp     x19, x20, [sp, #16]
        ldp     x29, x30, [sp], #80
        autiasp
        ret
3:      mov     x19, #-22
        b       2b
`);
