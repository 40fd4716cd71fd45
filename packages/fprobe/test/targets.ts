import { asm } from '@tracelab/arm64-machine';
import { traceable, type Parts } from '@tracelab/kernel';

/** Functions to probe, beside those of the kernel. */
export const targets: Parts = {
  routines: [
    // doubled(x): calls what it traces: 2(x + 1), by way of bpf_fentry_test1.
    traceable('doubled', asm`
        paciasp
        stp     x29, x30, [sp, #-16]!
        mov     x29, sp
        bl      bpf_fentry_test1
        lsl     x0, x0, #1
        ldp     x29, x30, [sp], #16
        autiasp
        ret
    `),
    // countdown(n): calls itself n times, and returns how often.
    traceable('countdown', asm`
        cbz     w0, 1f
        paciasp
        stp     x29, x30, [sp, #-16]!
        mov     x29, sp
        sub     w0, w0, #1
        bl      countdown
        add     w0, w0, #1
        ldp     x29, x30, [sp], #16
        autiasp
1:      ret
    `),
  ],
};
