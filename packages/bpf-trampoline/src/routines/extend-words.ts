import { asm } from '@tracelab/arm64-machine';
import { BpfTrampoline, BTF_FMODEL_SIGNED_ARG } from '../layout.js';

/** Extends x4, `-size * 8` in x3 and the sign in the flags (ne: signed); 64 bits come out as they are. Overwrites x5. */
const EXTEND = asm`
        lsl     x4, x4, x3                              // by 64 - 8 * size: shifts count modulo 64
        asr     x5, x4, x3
        lsr     x4, x4, x3
        csel    x4, x5, x4, ne
`.trimEnd();

/** Arguments at x27, w26 of them and at least one; their types in the bpf_trampoline at x25. Overwrites x0 to x5. */
export const extendArguments = asm`
        add     x0, x25, #${BpfTrampoline.argSize}
        ldrb    w1, [x25, #${BpfTrampoline.signedArgs}]
        mov     x2, #0
1:      ldrb    w3, [x0, x2]
        ldr     x4, [x27, x2, lsl #3]
        tst     w1, #1
        neg     w3, w3, lsl #3
${EXTEND}
        str     x4, [x27, x2, lsl #3]
        lsr     w1, w1, #1
        add     x2, x2, #1
        cmp     w26, w2
        b.gt    1b
`.trimEnd();

/** The result in x1 becomes x4; its type in the bpf_trampoline at x0. Overwrites x3 and x5. */
export const extendResult = asm`
        ldrb    w3, [x0, #${BpfTrampoline.retSize}]
        ldrb    w4, [x0, #${BpfTrampoline.retFlags}]
        tst     w4, #${BTF_FMODEL_SIGNED_ARG}
        mov     x4, x1
        neg     w3, w3, lsl #3
${EXTEND}
`.trimEnd();
