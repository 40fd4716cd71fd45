import { asm } from '@tracelab/arm64-machine';
import { PtRegs, traceable } from '@tracelab/kernel';

/** arch/arm64/kernel/probes/simulate-insn.c */
export const simulateAdrAdrp = traceable('simulate_adr_adrp', asm`
        lsr     w3, w0, #3
        ubfx    x5, x0, #29, #2
        and     w3, w3, #0x1ffffc
        and     x4, x1, #-4096
        orr     w3, w3, w5
        cmp     w0, #0                                  // bit 31: ADRP
        and     w0, w0, #31
        sbfx    x3, x3, #0, #21
        add     x1, x1, x3
        add     x3, x4, x3, lsl #12
        csel    x1, x1, x3, ge
        cmp     w0, #31
        b.eq    1f
        str     x1, [x2, w0, sxtw #3]
1:      ldr     x0, [x2, #${PtRegs.pc}]
        add     x0, x0, #4
        str     x0, [x2, #${PtRegs.pc}]
        ret
`);

export const simulateLdrLiteral = traceable('simulate_ldr_literal', asm`
        sbfx    x3, x0, #3, #21
        and     w4, w0, #31
        and     x3, x3, #-4
        tbz     w0, #30, 2f
        cmp     w4, #31
        b.eq    1f
        ldr     x0, [x3, x1]
        str     x0, [x2, w4, sxtw #3]
1:      ldr     x0, [x2, #${PtRegs.pc}]
        add     x0, x0, #4
        str     x0, [x2, #${PtRegs.pc}]
        ret
2:      cmp     w4, #31
        b.eq    1b
        ldr     w0, [x3, x1]
        str     x0, [x2, w4, sxtw #3]
        ldr     x0, [x2, #${PtRegs.pc}]
        add     x0, x0, #4
        str     x0, [x2, #${PtRegs.pc}]
        ret
`);

export const simulateLdrswLiteral = traceable('simulate_ldrsw_literal', asm`
        and     w3, w0, #31
        cmp     w3, #31
        b.eq    1f
        sbfx    x0, x0, #3, #21
        and     x0, x0, #-4
        ldrsw   x0, [x0, x1]
        str     x0, [x2, w3, sxtw #3]
1:      ldr     x0, [x2, #${PtRegs.pc}]
        add     x0, x0, #4
        str     x0, [x2, #${PtRegs.pc}]
        ret
`);
