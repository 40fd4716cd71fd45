import { asm } from '@tracelab/arm64-machine';
import { PtRegs, traceable } from '@tracelab/kernel';

/** arch/arm64/kernel/probes/simulate-insn.c. All of them: W0 = opcode, X1 = address, X2 = pt_regs. */
export const simulateBBl = traceable('simulate_b_bl', asm`
        sbfiz   x3, x0, #2, #26
        tbz     w0, #31, 1f
        add     x0, x1, #4
        str     x0, [x2, #${PtRegs.regs.at(30)}]
1:      add     x1, x1, x3
        str     x1, [x2, #${PtRegs.pc}]
        ret
`);

/** The link comes last: BLR X30 goes to what X30 was. */
export const simulateBrBlrRet = traceable('simulate_br_blr_ret', asm`
        ubfx    x4, x0, #5, #5
        mov     x3, #0
        cmp     w4, #31
        b.eq    1f
        ldr     x3, [x2, w4, sxtw #3]
1:      ubfx    x0, x0, #21, #2
        str     x3, [x2, #${PtRegs.pc}]
        cmp     w0, #1
        b.eq    2f
        ret
2:      add     x1, x1, #4
        str     x1, [x2, #${PtRegs.regs.at(30)}]
        ret
`);
