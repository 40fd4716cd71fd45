import { asm } from '@tracelab/arm64-machine';
import { data, PtRegs, traceable, type Routine } from '@tracelab/kernel';

/** NZCV's bits in PSTATE. A check combines flags by shifting one of them over another. */
const bit = { n: 31, z: 30, c: 29, v: 28 } as const;

const isSet = (flag: number, combine = ''): string => asm`
        ${combine}
        ubfx    w0, w0, #${flag}, #1
        ret
`;
const isClear = (flag: number, combine = ''): string => asm`
        ${combine}
        lsr     x0, x0, #${flag}
        eor     x0, x0, #1
        and     w0, w0, #1
        ret
`;
/** C stays only without Z. */
const cAndNotZ = 'bic     x0, x0, x0, lsr #1';
/** V over N. */
const nXorV = `eor     x0, x0, x0, lsl #${bit.n - bit.v}`;
/** The same, or Z. */
const nXorVOrZ = `eor     x1, x0, x0, lsl #${bit.n - bit.v}
        orr     x0, x1, x0, lsl #${bit.n - bit.z}`;
const always = asm`
        mov     w0, #1
        ret
`;

/** By condition code; the last two are both "always" (Arm ARM C1.2.4). */
const checks = [
  ['eq', isSet(bit.z)], ['ne', isClear(bit.z)],
  ['cs', isSet(bit.c)], ['cc', isClear(bit.c)],
  ['mi', isSet(bit.n)], ['pl', isClear(bit.n)],
  ['vs', isSet(bit.v)], ['vc', isClear(bit.v)],
  ['hi', isSet(bit.c, cAndNotZ)], ['ls', isClear(bit.c, cAndNotZ)],
  ['ge', isClear(bit.n, nXorV)], ['lt', isSet(bit.n, nXorV)],
  ['gt', isClear(bit.n, nXorVOrZ)], ['le', isSet(bit.n, nXorVOrZ)],
  ['al', always],
] as const;

/** arch/arm64/lib/insn.c: X0 = PSTATE, W0 = whether the condition holds. */
export const condChecks: readonly Routine[] = checks.map(([cond, text]) => traceable(`__check_${cond}`, text));

export const aarch32OpcodeCondChecks = data(
  'aarch32_opcode_cond_checks',
  [...checks, ['al']].map(([cond]) => `.quad __check_${cond}`).join('\n'),
  8,
);

/** arch/arm64/kernel/probes/simulate-insn.c */
export const simulateBCond = traceable('simulate_b_cond', asm`
        paciasp
        stp     x29, x30, [sp, #-48]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        mov     w19, w0
        and     x3, x19, #0xf
        str     x21, [sp, #32]
        mov     x21, x2
        adrp    x2, aarch32_opcode_cond_checks
        add     x2, x2, :lo12:aarch32_opcode_cond_checks
        mov     x20, x1
        ldr     w0, [x21, #${PtRegs.pstate}]
        sbfx    x19, x19, #3, #21
        and     x19, x19, #-4
        ldr     x1, [x2, x3, lsl #3]
        blr     x1
        tst     w0, #0xff
        mov     x0, #4
        csel    x19, x19, x0, ne
        add     x20, x20, x19
        str     x20, [x21, #${PtRegs.pc}]
        ldp     x19, x20, [sp, #16]
        ldr     x21, [sp, #32]
        ldp     x29, x30, [sp], #48
        autiasp
        ret
`);
