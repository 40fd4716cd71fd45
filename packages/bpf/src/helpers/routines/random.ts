import { asm } from '@tracelab/arm64-machine';
import { traceable } from '@tracelab/kernel';

/** lib/random32.c: L'Ecuyer's LFSR113. */
export const prandomU32State = traceable('prandom_u32_state', asm`
        ldp     w3, w5, [x0]
        mov     x1, x0
        ldp     w2, w0, [x0, #8]
        lsl     w4, w5, #2
        lsl     w8, w3, #18
        eor     w5, w5, w4
        eor     w3, w3, w3, lsl #6
        lsl     w7, w2, #7
        lsl     w6, w0, #13
        eor     w2, w2, w2, lsl #13
        eor     w0, w0, w0, lsl #3
        and     w4, w4, #-32
        and     w8, w8, #-524288
        and     w7, w7, #-2048
        and     w6, w6, #-1048576
        orr     w5, w4, w5, lsr #27
        orr     w4, w8, w3, lsr #13
        orr     w3, w7, w2, lsr #21
        orr     w2, w6, w0, lsr #12
        eor     w0, w3, w2
        eor     w6, w4, w5
        eor     w0, w6, w0
        stp     w4, w5, [x1]
        stp     w3, w2, [x1, #8]
        ret
`);

export const bpfUserRndU32 = traceable('bpf_user_rnd_u32', asm`
        paciasp
        stp     x29, x30, [sp, #-16]!
        adrp    x0, bpf_user_rnd_state
        add     x0, x0, :lo12:bpf_user_rnd_state
        mov     x29, sp
        mrs     x1, tpidr_el1
        add     x0, x0, x1
        bl      prandom_u32_state
        uxtw    x0, w0
        ldp     x29, x30, [sp], #16
        autiasp
        ret
`);
