import { asm } from '@tracelab/arm64-machine';
import { FrameRecord, PtRegs, TaskStruct, THREAD_SIZE, traceable } from '@tracelab/kernel';
import { PerfCallchainEntry } from '../../map/layout.js';
import { MAX_STACK_DEPTH } from '../../map/limits.js';

/** ptrauth_kernel_pac_mask(): where a signature is in a kernel address of 48 bits. */
const PAC_MASK = '0xffff000000000000';

/** kernel/events/callchain.c and arch_stack_walk(): X0 = PC, X1 = frame record, W2 = most entries. Walks the frame records
 * of the task's stack, into an entry of this CPU. */
export const getPerfCallchain = traceable('get_perf_callchain', asm`
        adrp    x9, bpf_callchain
        add     x9, x9, :lo12:bpf_callchain
        orr     x4, x0, #${PAC_MASK}
        mrs     x10, tpidr_el1
        mrs     x0, sp_el0
        ldr     x7, [x0, #${TaskStruct.stack}]
        add     x0, x10, x9
        cmp     w2, #${MAX_STACK_DEPTH}
        b.hi    5f
        uxtw    x6, w2
        mov     x3, #0
        cbz     w2, 4f
1:      mov     x2, #${THREAD_SIZE - FrameRecord.structSize}
        mov     x3, #1
        add     x8, x7, x2
        str     x4, [x0, #${PerfCallchainEntry.ip}]
        b       3f
2:      cmp     x8, x1
        b.lo    4f
        ldp     x2, x4, [x1]
        orr     x5, x2, x4
        cbz     x5, 4f
        orr     x4, x4, #${PAC_MASK}
        add     x3, x3, #1
        str     x4, [x0, x3, lsl #3]
        cmp     x1, x2
        b.hs    4f
        mov     x1, x2
3:      cmp     x3, x6
        b.hs    4f
        tst     x1, #7
        ccmp    x1, x7, #0, eq
        b.hs    2b
4:      str     x3, [x9, x10]
        ret
5:      mov     x6, #${MAX_STACK_DEPTH}
        b       1b
`);

export const rawBpfGetStack = traceable('__bpf_get_stack', asm`
        paciasp
        stp     x29, x30, [sp, #-48]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        mov     w19, w3
        stp     x21, x22, [sp, #32]
        mov     x21, x2
        mov     x2, #-2560
        tst     x4, x2
        b.ne    5f
        tst     x19, #7
        b.ne    5f
        tbnz    x4, #8, 1f
        lsr     w20, w3, #3
        and     w22, w4, #255
        add     w2, w20, w4, uxtb
        bl      get_perf_callchain
        ldr     x3, [x0]
        uxtw    x1, w22
        cmp     x3, w22, uxtb
        b.hs    4f
1:      mov     x22, #-14
2:      uxtw    x2, w19
        mov     x0, x21
        mov     w1, #0
        bl      memset
3:      ldp     x19, x20, [sp, #16]
        mov     x0, x22
        ldp     x21, x22, [sp, #32]
        ldp     x29, x30, [sp], #48
        autiasp
        ret
4:      sub     x3, x3, x1
        add     x0, x0, #${PerfCallchainEntry.ip}
        cmp     x3, x20
        add     x1, x0, x1, lsl #3
        csel    x3, x3, x20, ls
        mov     x0, x21
        lsl     w22, w3, #3
        lsl     w20, w3, #3
        mov     x2, x22
        bl      memcpy
        cmp     w19, w20
        b.ls    3b
        sub     w2, w19, w20
        add     x0, x21, x22
        mov     w1, #0
        bl      memset
        ldp     x19, x20, [sp, #16]
        mov     x0, x22
        ldp     x21, x22, [sp, #32]
        ldp     x29, x30, [sp], #48
        autiasp
        ret
5:      mov     x22, #-22
        b       2b
`);

export const bpfGetStack = traceable('bpf_get_stack', asm`
        paciasp
        stp     x29, x30, [sp, #-16]!
        mov     w5, w2
        mov     x29, sp
        mov     x2, x1
        ldr     x1, [x0, #${PtRegs.regs.at(29)}]
        mov     x4, x3
        ldr     x0, [x0, #${PtRegs.pc}]
        mov     w3, w5
        bl      __bpf_get_stack
        ldp     x29, x30, [sp], #16
        autiasp
        ret
`);

export const bpfGetStackRawTp = traceable('bpf_get_stack_raw_tp', asm`
        paciasp
        stp     x29, x30, [sp, #-16]!
        mov     w5, w2
        mov     x29, sp
        mov     x2, x1
        mov     x4, x3
        mov     w3, w5
        ldp     x1, x0, [x29]
        bl      __bpf_get_stack
        ldp     x29, x30, [sp], #16
        autiasp
        ret
`);
