import { asm } from '@tracelab/arm64-machine';
import { traceable } from '@tracelab/kernel';
import { BpfRingbuf, BpfRingbufHdr, BpfRingbufMap } from '../layout.js';

// kernel/bpf/ringbuf.c. The positions are exchanged with a reader by acquire and release.

/** X0 = ring buffer, X1 = bytes: the record, busy until it is committed, or NULL where the reader is too far behind. */
export const rawBpfRingbufReserve = traceable('__bpf_ringbuf_reserve', asm`
        paciasp
        stp     x29, x30, [sp, #-64]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        mov     x19, x0
        mov     x0, #0x3fffffff
        cmp     x1, x0
        b.hi    2f
        ldr     x0, [x19, #${BpfRingbuf.mask}]
        stp     x21, x22, [sp, #32]
        add     w21, w1, #15
        and     x21, x21, #0xfffffff8
        add     x0, x0, #1
        mov     x20, x1
        cmp     x21, x0
        b.hi    1f
        add     x0, x19, #${BpfRingbuf.consumerPos}
        str     x23, [sp, #48]
        ldar    x22, [x0]
        add     x23, x19, #${BpfRingbuf.spinlock}
        mov     x0, x23
        bl      _raw_spin_lock_irqsave
        ldr     x3, [x19, #${BpfRingbuf.producerPos}]
        mov     x1, x0
        ldr     x2, [x19, #${BpfRingbuf.mask}]
        add     x21, x21, x3
        sub     x22, x21, x22
        cmp     x22, x2
        b.hi    4f
        and     x2, x2, x3
        add     x3, x19, #${BpfRingbuf.data}
        add     x22, x3, x2
        orr     w20, w20, #-2147483648
        sub     x0, x22, x19
        str     w20, [x3, x2]
        asr     x0, x0, #12
        str     w0, [x22, #${BpfRingbufHdr.pgOff}]
        add     x19, x19, #${BpfRingbuf.producerPos}
        stlr    x21, [x19]
        mov     x0, x23
        bl      _raw_spin_unlock_irqrestore
        ldp     x19, x20, [sp, #16]
        add     x0, x22, #${BpfRingbufHdr.structSize}
        ldp     x21, x22, [sp, #32]
        ldr     x23, [sp, #48]
        ldp     x29, x30, [sp], #64
        autiasp
        ret
1:      ldp     x21, x22, [sp, #32]
2:      mov     x0, #0
3:      ldp     x19, x20, [sp, #16]
        ldp     x29, x30, [sp], #64
        autiasp
        ret
4:      mov     x0, x23
        bl      _raw_spin_unlock_irqrestore
        ldp     x21, x22, [sp, #32]
        mov     x0, #0
        ldr     x23, [sp, #48]
        b       3b
`);

export const bpfRingbufReserve = traceable('bpf_ringbuf_reserve', asm`
        cbnz    x2, 1f
        paciasp
        stp     x29, x30, [sp, #-16]!
        mov     x29, sp
        ldr     x0, [x0, #${BpfRingbufMap.rb}]
        bl      __bpf_ringbuf_reserve
        ldp     x29, x30, [sp], #16
        autiasp
        ret
1:      mov     x0, #0
        ret
`);

/** X0 = record, X1 = flags, W2 = discard. A reader that has caught up is woken. */
export const bpfRingbufCommit = traceable('bpf_ringbuf_commit', asm`
        paciasp
        stp     x29, x30, [sp, #-16]!
        tst     w2, #255
        mov     x29, sp
        sub     x2, x0, #${BpfRingbufHdr.structSize}
        ldp     w3, w0, [x0, #-8]
        and     x4, x2, #-4096
        eor     w3, w3, #-2147483648
        orr     w5, w3, #0x40000000
        sub     x0, x4, x0, lsl #12
        csel    w3, w5, w3, ne
99:     ldxr    w4, [x2]
        stlxr   w5, w3, [x2]
        cbnz    w5, 99b
        dmb     ish
        add     x3, x0, #${BpfRingbuf.consumerPos}
        ldar    x3, [x3]
        ldr     x5, [x0, #${BpfRingbuf.mask}]
        tbnz    x1, #1, 3f
        add     x4, x0, #${BpfRingbuf.data}
        and     x3, x3, x5
        sub     x2, x2, x4
        cmp     x2, x3
        b.eq    2f
1:      ldp     x29, x30, [sp], #16
        autiasp
        ret
2:      tbnz    x1, #0, 1b
3:      add     x0, x0, #${BpfRingbuf.work}
        bl      irq_work_queue
        ldp     x29, x30, [sp], #16
        autiasp
        ret
`);

export const bpfRingbufSubmit = traceable('bpf_ringbuf_submit', asm`
        paciasp
        stp     x29, x30, [sp, #-16]!
        mov     w2, #0
        mov     x29, sp
        bl      bpf_ringbuf_commit
        ldp     x29, x30, [sp], #16
        autiasp
        ret
`);

export const bpfRingbufDiscard = traceable('bpf_ringbuf_discard', asm`
        paciasp
        stp     x29, x30, [sp, #-16]!
        mov     w2, #1
        mov     x29, sp
        bl      bpf_ringbuf_commit
        ldp     x29, x30, [sp], #16
        autiasp
        ret
`);

export const bpfRingbufOutput = traceable('bpf_ringbuf_output', asm`
        cmp     x3, #3
        b.hi    2f
        paciasp
        stp     x29, x30, [sp, #-48]!
        mov     x29, sp
        ldr     x0, [x0, #${BpfRingbufMap.rb}]
        stp     x19, x20, [sp, #16]
        mov     x19, x3
        mov     x20, x2
        stp     x21, x22, [sp, #32]
        mov     x22, x1
        mov     x1, x2
        bl      __bpf_ringbuf_reserve
        mov     x21, x0
        cbz     x0, 3f
        mov     x2, x20
        mov     x1, x22
        bl      memcpy
        mov     x0, x21
        mov     x1, x19
        mov     w2, #0
        bl      bpf_ringbuf_commit
        mov     x0, #0
1:      ldp     x19, x20, [sp, #16]
        ldp     x21, x22, [sp, #32]
        ldp     x29, x30, [sp], #48
        autiasp
        ret
2:      mov     x0, #-22
        ret
3:      mov     x0, #-11
        b       1b
`);

export const bpfRingbufQuery = traceable('bpf_ringbuf_query', asm`
        ldr     x2, [x0, #${BpfRingbufMap.rb}]
        cmp     x1, #2
        b.eq    3f
        b.hi    2f
        cbz     x1, 4f
        ldr     x0, [x2, #${BpfRingbuf.mask}]
        add     x0, x0, #1
1:      ret
2:      mov     x0, #0
        cmp     x1, #3
        b.ne    1b
        add     x2, x2, #${BpfRingbuf.producerPos}
        ldar    x0, [x2]
        ret
3:      add     x2, x2, #${BpfRingbuf.consumerPos}
        ldar    x0, [x2]
        ret
4:      add     x0, x2, #${BpfRingbuf.consumerPos}
        ldar    x1, [x0]
        add     x2, x2, #${BpfRingbuf.producerPos}
        ldar    x0, [x2]
        sub     x0, x0, x1
        ret
`);
