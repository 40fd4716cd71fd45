import type { SemanticsBuilder } from '../../ir/builder.js';
import type { Value } from '../../ir/ir.js';
import { decodeBitmask, type Bitmask } from '../bitmask.js';
import { aliasNamed, row, type Fields } from '../row.js';
import { shiftedOperand, widthOf } from './operand-values.js';

interface Family {
  readonly opc: '00' | '01' | '10' | '11';
  readonly mnemonic: string;
  /** The same operation on the inverted second operand. */
  readonly inverts: string;
  readonly fn: 'and' | 'or' | 'xor';
  /** Names for a destination of ZR, and for a first operand of ZR. */
  readonly test?: string;
  readonly move?: string;
  readonly moveInverted?: string;
}

const families: readonly Family[] = [
  { opc: '00', mnemonic: 'and', inverts: 'bic', fn: 'and' },
  { opc: '01', mnemonic: 'orr', inverts: 'orn', fn: 'or', move: 'mov', moveInverted: 'mvn' },
  { opc: '10', mnemonic: 'eor', inverts: 'eon', fn: 'xor' },
  { opc: '11', mnemonic: 'ands', inverts: 'bics', fn: 'and', test: 'tst' },
];

/** An immediate that one MOVZ or MOVN makes: MOV of it is theirs, not ORR's (Arm ARM, MoveWidePreferred). */
function isMoveWide(value: bigint, width: 32 | 64): boolean {
  const chunks = (v: bigint): number =>
    Array.from({ length: width / 16 }, (_, i) => (v >> BigInt(16 * i)) & 0xffffn).filter((chunk) => chunk !== 0n).length;
  return chunks(value) <= 1 || chunks(BigInt.asUintN(width, ~value)) <= 1;
}

function logical({ opc, mnemonic, inverts, fn, test, move, moveInverted }: Family) {
  const setFlags = opc === '11';
  const Rd = setFlags ? 'Rd' : 'Rd|SP';
  const immediateOf = (f: Fields): bigint | undefined =>
    decodeBitmask(f as Fields & Bitmask, f['sf'] ? 64 : 32);
  const finish = (m: SemanticsBuilder, a: Value, b: Value): Value => {
    const value = m.binary(fn, a, b);
    if (setFlags) m.setLogicalFlags(value);
    return value;
  };

  return [
    // C6.2 AND (immediate), ANDS, ORR, EOR, TST, MOV (bitmask immediate)
    row(mnemonic, `sf ${opc} 100100 N immr imms Rn Rd`, {
      name: `${mnemonic}_imm`,
      syntax: `${Rd}, Rn, <bitmask>`,
      valid: (f) => immediateOf(f) !== undefined,
      does: (m, f) => {
        const value = finish(m, m.x(f.Rn, widthOf(f)), m.const(immediateOf(f)!, widthOf(f)));
        if (setFlags) m.setX(f.Rd, value);
        else m.setXsp(f.Rd, value);
      },
      class: setFlags ? 'alu-flags' : 'alu',
      aliases: [
        ...aliasNamed(test, { syntax: 'Rn, <bitmask>', where: { Rd: 31 } }),
        ...aliasNamed(move, {
          syntax: 'Rd|SP, <bitmask>', where: { Rn: 31 },
          when: (f) => f['Rd'] === 31 || !isMoveWide(immediateOf(f)!, f['sf'] ? 64 : 32),
        }),
        ...aliasNamed(setFlags ? undefined : inverts, { syntax: 'Rd|SP, Rn, <invertedBitmask>', printed: false }),
      ],
    }),

    // C6.2 AND (shifted register), ANDS, ORR, EOR, TST, MOV (register)
    row(mnemonic, `sf ${opc} 01010 shift 0 Rm imm6 Rn Rd`, {
      name: `${mnemonic}_shift`,
      syntax: 'Rd, Rn, Rm{, <shiftOrRotate>}',
      valid: (f) => f.sf === 1 || f.imm6 < 32,
      does: (m, f) => m.setX(f.Rd, finish(m, m.x(f.Rn, widthOf(f)), shiftedOperand(m, f))),
      class: (f) => {
        if (f.imm6 !== 0) return 'alu-shift';
        if (move !== undefined && f.Rn === 31) return 'mov';
        return setFlags ? 'alu-flags' : 'alu';
      },
      aliases: [
        ...aliasNamed(test, { syntax: 'Rn, Rm{, <shiftOrRotate>}', where: { Rd: 31 } }),
        ...aliasNamed(move, { syntax: 'Rd, Rm', where: { Rn: 31, shift: 0, imm6: 0 } }),
        // GNU as knows UXTW, which the architecture has no name for.
        ...aliasNamed(move && 'uxtw', { syntax: 'Xd, Wm', where: { sf: 0, Rn: 31, shift: 0, imm6: 0 }, printed: false }),
      ],
    }),

    // C6.2 BIC (shifted register), BICS, ORN, EON, MVN
    row(inverts, `sf ${opc} 01010 shift 1 Rm imm6 Rn Rd`, {
      name: `${inverts}_shift`,
      syntax: 'Rd, Rn, Rm{, <shiftOrRotate>}',
      valid: (f) => f.sf === 1 || f.imm6 < 32,
      does: (m, f) => m.setX(f.Rd, finish(m, m.x(f.Rn, widthOf(f)), m.not(shiftedOperand(m, f)))),
      class: (f) => (f.imm6 !== 0 ? 'alu-shift' : setFlags ? 'alu-flags' : 'alu'),
      aliases: aliasNamed(moveInverted, { syntax: 'Rd, Rm{, <shiftOrRotate>}', where: { Rn: 31 } }),
    }),
  ];
}

export const logicals = families.flatMap(logical);
