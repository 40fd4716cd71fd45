import { asm } from '@tracelab/arm64-machine';
import { PtRegs, traceable } from '@tracelab/kernel';
import { BpfMap } from '../../layout.js';
import { BpfStackMap, PerfCallchainEntry, StackMapBucket } from '../layout.js';

/** kernel/bpf/stackmap.c: X0 = map, X1 = callchain, X2 = flags. */
export const rawBpfGetStackid = traceable('__bpf_get_stackid', asm`
        paciasp
        stp     x29, x30, [sp, #-80]!
        mov     x29, sp
        stp     x21, x22, [sp, #32]
        ldr     x22, [x1]
        stp     x19, x20, [sp, #16]
        mov     x20, x2
        cmp     x22, w2, uxtb
        b.ls    6f
        mov     x21, x0
        and     w2, w2, #255
        stp     x25, x26, [sp, #64]
        and     x25, x20, #255
        sub     w22, w22, w2
        add     x1, x1, #${PerfCallchainEntry.ip}
        mov     w2, #0
        add     x25, x1, x25, lsl #3
        ubfiz   w1, w22, #1, #29
        mov     x0, x25
        stp     x23, x24, [sp, #48]
        bl      jhash2
        ldr     w19, [x21, #${BpfStackMap.nBuckets}]
        mov     w23, w0
        lsl     w26, w22, #3
        sub     w19, w19, #1
        and     w19, w19, w0
        add     x0, x19, #${BpfStackMap.buckets.offset / 8 - 1}
        add     x0, x21, x0, lsl #3
        ldr     x0, [x0, #8]
        cbz     x0, 2f
        ldr     w1, [x0, #${StackMapBucket.hash}]
        cmp     w1, w23
        b.eq    5f
1:      tbz     x20, #10, 8f
2:      add     x24, x21, #${BpfStackMap.freelist}
        mov     x0, x24
        bl      pcpu_freelist_pop
        mov     x20, x0
        cbz     x0, 7f
        uxtw    x2, w26
        mov     x1, x25
        add     x0, x0, #${StackMapBucket.data}
        bl      memcpy
        add     x2, x19, #${BpfStackMap.buckets.offset / 8}
        stp     w23, w22, [x20, #${StackMapBucket.hash}]
        add     x2, x21, x2, lsl #3
99:     ldxr    x1, [x2]
        stlxr   w0, x20, [x2]
        cbnz    w0, 99b
        dmb     ish
        cbz     x1, 3f
        mov     x0, x24
        bl      pcpu_freelist_push
3:      ldp     x23, x24, [sp, #48]
        mov     x0, x19
        ldp     x25, x26, [sp, #64]
4:      ldp     x19, x20, [sp, #16]
        ldp     x21, x22, [sp, #32]
        ldp     x29, x30, [sp], #80
        autiasp
        ret
5:      tbnz    x20, #9, 3b
        ldr     w1, [x0, #${StackMapBucket.nr}]
        cmp     w1, w22
        b.ne    1b
        add     x0, x0, #${StackMapBucket.data}
        uxtw    x2, w26
        mov     x1, x25
        bl      memcmp
        cbnz    w0, 1b
        b       3b
6:      mov     x0, #-14
        b       4b
7:      ldp     x23, x24, [sp, #48]
        mov     x0, #-12
        ldp     x25, x26, [sp, #64]
        b       4b
8:      ldp     x23, x24, [sp, #48]
        mov     x0, #-17
        ldp     x25, x26, [sp, #64]
        b       4b
`);

/** Where the frame record of whom the stack is wanted from lies: loads of it to X1, and of a return address to X0. */
interface CallerPlace {
  readonly frame: string;
  readonly pc?: string;
}

/** bpf_get_stackid: X0 = context, X1 = map, X2 = flags. */
function getStackid(name: string, { frame, pc }: CallerPlace) {
  return traceable(name, asm`
        cmp     x2, #2047
        b.hi    2f
        paciasp
        stp     x29, x30, [sp, #-32]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        mov     x19, x2
        tbnz    x2, #8, 3f
        ldr     w3, [x1, #${BpfMap.valueSize}]
        mov     x20, x1
        ${frame}
        and     w2, w2, #255
        ${pc ?? ''}
        add     w2, w2, w3, lsr #3
        bl      get_perf_callchain
        mov     x1, x0
        mov     x2, x19
        mov     x0, x20
        bl      __bpf_get_stackid
1:      ldp     x19, x20, [sp, #16]
        ldp     x29, x30, [sp], #32
        autiasp
        ret
2:      mov     x0, #-22
        ret
3:      mov     x0, #-14
        b       1b
`);
}

/** Of a program with the registers of the traced function as context. */
export const bpfGetStackid = getStackid('bpf_get_stackid', {
  frame: `ldr     x1, [x0, #${PtRegs.regs.at(29)}]`,
  pc: `ldr     x0, [x0, #${PtRegs.pc}]`,
});

/** Of a program that has no registers: the stack as of its own caller. */
export const bpfGetStackidRawTp = getStackid('bpf_get_stackid_raw_tp', { frame: 'ldp     x1, x0, [x29]' });
