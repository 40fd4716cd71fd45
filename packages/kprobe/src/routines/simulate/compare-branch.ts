import { asm } from '@tracelab/arm64-machine';
import { PtRegs, traceable, type Routine } from '@tracelab/kernel';

/** W0 = opcode, X1 = pt_regs; W0 = whether the register is (not) zero in the width that bit 31 says. X31 is zero. */
const checkRegister = (name: string, when: 'eq' | 'ne'): Routine => traceable(name, asm`
        and     w2, w0, #31
        tbnz    w0, #31, 2f
        mov     w0, #${when === 'eq' ? 1 : 0}
        cmp     w2, #31
        b.eq    1f
        ldr     x0, [x1, w2, sxtw #3]
        cmp     w0, #0
        cset    w0, ${when}
1:      ret
2:      mov     w0, #${when === 'eq' ? 1 : 0}
        cmp     w2, #31
        b.eq    1b
        ldr     x0, [x1, w2, sxtw #3]
        cmp     x0, #0
        cset    w0, ${when}
        ret
`);

/** The same of one bit, whose number is in b5:b40. */
const checkBit = (name: string, when: 'eq' | 'ne'): Routine => traceable(name, asm`
        and     w2, w0, #31
        cmp     w2, #31
        b.eq    1f
        ldr     x1, [x1, w2, sxtw #3]
        lsr     w2, w0, #26
        and     w2, w2, #32
        ubfx    x0, x0, #19, #5
        orr     w0, w2, w0
        lsr     x0, x1, x0
        ${when === 'eq' ? 'mvn     x0, x0' : ''}
        and     w0, w0, #1
        ret
1:      mov     w0, #${when === 'eq' ? 1 : 0}
        ret
`);

/** Bit 24 of the opcode tells the two forms apart; the displacement is a signed field of words from bit 5 on. */
const simulate = (name: string, displacementBits: number, checkZero: string, checkNotZero: string): Routine => traceable(name, asm`
        paciasp
        stp     x29, x30, [sp, #-16]!
        mov     x4, x1
        mov     x29, sp
        mov     x5, x2
        mov     w3, w0
        mov     x1, x2
        tbz     w3, #24, 2f
        bl      ${checkNotZero}
1:      sbfx    x3, x3, #3, #${displacementBits + 2}
        tst     w0, #0xff
        and     x3, x3, #-4
        mov     x0, #4
        csel    x3, x3, x0, ne
        add     x4, x4, x3
        str     x4, [x5, #${PtRegs.pc}]
        ldp     x29, x30, [sp], #16
        autiasp
        ret
2:      bl      ${checkZero}
        b       1b
`);

/** arch/arm64/kernel/probes/simulate-insn.c */
export const compareBranches: readonly Routine[] = [
  simulate('simulate_cbz_cbnz', 19, 'check_cbz', 'check_cbnz'),
  checkRegister('check_cbz', 'eq'),
  checkRegister('check_cbnz', 'ne'),
  simulate('simulate_tbz_tbnz', 14, 'check_tbz', 'check_tbnz'),
  checkBit('check_tbz', 'eq'),
  checkBit('check_tbnz', 'ne'),
];
