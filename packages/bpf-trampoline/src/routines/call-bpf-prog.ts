import { asm } from '@tracelab/arm64-machine';
import { BpfProg, BpfProgAux, BpfTrampRunCtx } from '@tracelab/bpf';
import { traceable } from '@tracelab/kernel';
import { BpfTrampLink } from '../layout.js';

/**
 * call_bpf_prog(link, run_ctx, args) of the RFC: which enter and exit functions the program needs is found out at every
 * call. Unlike the posted patch it runs the exit function after a suppressed recursion too, as the JITed trampoline does;
 * the patch leaks what the enter function took.
 */
export const callBpfProg = traceable('call_bpf_prog', asm`
        paciasp
        stp     x29, x30, [sp, #-64]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        stp     x21, x22, [sp, #32]
        stp     x23, x24, [sp, #48]
        mov     x20, x1
        mov     x22, x2
        ldr     x19, [x0, #${BpfTrampLink.prog}]
        ldr     x1, [x19, #${BpfProg.aux}]
        ldrb    w1, [x1, #${BpfProgAux.sleepable}]
        cbnz    w1, .Lcall_sleepable
        adrp    x3, __bpf_prog_enter_recur
        add     x3, x3, :lo12:__bpf_prog_enter_recur
        adrp    x23, __bpf_prog_exit_recur
        add     x23, x23, :lo12:__bpf_prog_exit_recur
        ldr     x1, [x0, #${BpfTrampLink.cookie}]
        str     x1, [x20, #${BpfTrampRunCtx.bpfCookie}]
        mov     x1, x20
        mov     x0, x19
        blr     x3
        mov     x21, x0
        mov     w24, #0
        cbz     x0, 1f
        ldr     x2, [x19, #${BpfProg.bpfFunc}]
        add     x1, x19, #${BpfProg.insnsi}
        mov     x0, x22
        blr     x2
        mov     w24, w0
1:      mov     x2, x20
        mov     x1, x21
        mov     x0, x19
        blr     x23
        mov     w0, w24
        ldp     x19, x20, [sp, #16]
        ldp     x21, x22, [sp, #32]
        ldp     x23, x24, [sp, #48]
        ldp     x29, x30, [sp], #64
        autiasp
        ret
.Lcall_sleepable:
        hlt     #0x102
`);
