import type { SemanticsBuilder } from '../../ir/builder.js';
import type { Value } from '../../ir/ir.js';
import { decodeBitmask } from '../bitmask.js';
import { row } from '../row.js';
import { shiftedOperand, widthOf } from './operand-values.js';

/** The logical operations by their opc bits; `inverts` is the one on the inverted second operand. */
const families = [
  { opc: '00', mnemonic: 'and', inverts: 'bic', fn: 'and' },
  { opc: '01', mnemonic: 'orr', inverts: 'orn', fn: 'or' },
  { opc: '10', mnemonic: 'eor', inverts: 'eon', fn: 'xor' },
  { opc: '11', mnemonic: 'ands', inverts: 'bics', fn: 'and' },
] as const;

/** An immediate that one MOVZ or MOVN makes: MOV of it is theirs, not ORR's (Arm ARM, MoveWidePreferred). */
function isMoveWide(value: bigint, width: 32 | 64): boolean {
  const chunks = (v: bigint): number =>
    Array.from({ length: width / 16 }, (_, i) => (v >> BigInt(16 * i)) & 0xffffn).filter((chunk) => chunk !== 0n).length;
  return chunks(value) <= 1 || chunks(BigInt.asUintN(width, ~value)) <= 1;
}

function logical({ opc, mnemonic, inverts, fn }: (typeof families)[number]) {
  const setFlags = opc === '11';
  const immediateOf = (f: { sf: number; N: number; immr: number; imms: number }) => decodeBitmask(f, widthOf(f));
  const finish = (m: SemanticsBuilder, a: Value, b: Value): Value => {
    const value = m.binary(fn, a, b);
    if (setFlags) m.setLogicalFlags(value);
    return value;
  };

  return [
    // C6.2.11 AND (immediate), C6.2.13 ANDS, C6.2.204 ORR, C6.2.92 EOR, C6.2.334 TST, C6.2.187 MOV (bitmask immediate)
    row(mnemonic, `sf ${opc} 100100 N immr imms Rn Rd`, {
      name: `${mnemonic}_imm`,
      syntax: `${setFlags ? 'Rd' : 'Rd|SP'}, Rn, <bitmask>`,
      valid: (f) => immediateOf(f) !== undefined,
      does: (m, f) => {
        const value = finish(m, m.x(f.Rn, widthOf(f)), m.const(immediateOf(f)!, widthOf(f)));
        if (setFlags) m.setX(f.Rd, value);
        else m.setXsp(f.Rd, value);
      },
      class: setFlags ? 'alu-flags' : 'alu',
      aliases: [
        ...(setFlags ? [{ mnemonic: 'tst', syntax: 'Rn, <bitmask>', where: { Rd: 31 } }] : []),
        ...(mnemonic === 'orr'
          ? [{
              mnemonic: 'mov', syntax: 'Rd|SP, <bitmask>', where: { Rn: 31 },
              when: (f: { Rd: number; sf: number; N: number; immr: number; imms: number }) =>
                f.Rd === 31 || !isMoveWide(immediateOf(f)!, widthOf(f)),
            }]
          : []),
        ...(setFlags ? [] : [{ mnemonic: inverts, syntax: 'Rd|SP, Rn, <invertedBitmask>', printed: false } as const]),
      ],
    }),

    // C6.2.12 AND (shifted register), C6.2.14 ANDS, C6.2.205 ORR, C6.2.93 EOR, C6.2.335 TST, C6.2.188 MOV (register)
    row(mnemonic, `sf ${opc} 01010 shift 0 Rm imm6 Rn Rd`, {
      name: `${mnemonic}_shift`,
      syntax: 'Rd, Rn, Rm{, <shiftOrRotate>}',
      valid: (f) => f.sf === 1 || f.imm6 < 32,
      does: (m, f) => m.setX(f.Rd, finish(m, m.x(f.Rn, widthOf(f)), shiftedOperand(m, f))),
      class: (f) => {
        if (f.imm6 !== 0) return 'alu-shift';
        if (mnemonic === 'orr' && f.Rn === 31) return 'mov';
        return setFlags ? 'alu-flags' : 'alu';
      },
      aliases: [
        ...(setFlags ? [{ mnemonic: 'tst', syntax: 'Rn, Rm{, <shiftOrRotate>}', where: { Rd: 31 } }] : []),
        ...(mnemonic === 'orr' ? [{ mnemonic: 'mov', syntax: 'Rd, Rm', where: { Rn: 31, shift: 0, imm6: 0 } }] : []),
      ],
    }),

    // C6.2.29 BIC (shifted register), C6.2.30 BICS, C6.2.203 ORN, C6.2.91 EON, C6.2.195 MVN
    row(inverts, `sf ${opc} 01010 shift 1 Rm imm6 Rn Rd`, {
      name: `${inverts}_shift`,
      syntax: 'Rd, Rn, Rm{, <shiftOrRotate>}',
      valid: (f) => f.sf === 1 || f.imm6 < 32,
      does: (m, f) => m.setX(f.Rd, finish(m, m.x(f.Rn, widthOf(f)), m.not(shiftedOperand(m, f)))),
      class: (f) => (f.imm6 !== 0 ? 'alu-shift' : setFlags ? 'alu-flags' : 'alu'),
      aliases:
        inverts === 'orn' ? [{ mnemonic: 'mvn', syntax: 'Rd, Rm{, <shiftOrRotate>}', where: { Rn: 31 } }] : [],
    }),
  ];
}

export const logicals = families.flatMap(logical);
