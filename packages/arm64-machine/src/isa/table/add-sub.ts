import type { SemanticsBuilder } from '../../ir/builder.js';
import type { Value } from '../../ir/ir.js';
import { aliasNamed, row } from '../row.js';
import { extendedOperand, shiftedOperand, widthOf } from './operand-values.js';

interface Family {
  readonly op: '0' | '1';
  readonly S: '0' | '1';
  readonly mnemonic: string;
  readonly withCarry: string;
  /** What takes the negative of an immediate in its place. */
  readonly opposite: string;
  /** Names for a destination of ZR, and for a first operand of ZR. */
  readonly compare?: string;
  readonly oppositeCompare?: string;
  readonly negate?: string;
  readonly negateWithCarry?: string;
}

const families: readonly Family[] = [
  { op: '0', S: '0', mnemonic: 'add', withCarry: 'adc', opposite: 'sub' },
  { op: '0', S: '1', mnemonic: 'adds', withCarry: 'adcs', opposite: 'subs', compare: 'cmn', oppositeCompare: 'cmp' },
  { op: '1', S: '0', mnemonic: 'sub', withCarry: 'sbc', opposite: 'add', negate: 'neg', negateWithCarry: 'ngc' },
  {
    op: '1', S: '1', mnemonic: 'subs', withCarry: 'sbcs', opposite: 'adds', compare: 'cmp', oppositeCompare: 'cmn',
    negate: 'negs', negateWithCarry: 'ngcs',
  },
];

function result(m: SemanticsBuilder, a: Value, b: Value, subtract: boolean, setFlags: boolean): Value {
  if (!setFlags) return subtract ? m.sub(a, b) : m.add(a, b);
  return m.addWithCarry(a, subtract ? m.not(b) : b, m.const(subtract ? 1 : 0, 32), true);
}

function addOrSubtract({ op, S, mnemonic, ...names }: Family) {
  const [subtract, setFlags] = [op === '1', S === '1'];
  const timed = setFlags ? 'alu-flags' : 'alu';
  // Without flags the destination may be SP; with them it is ZR.
  const Rd = setFlags ? 'Rd' : 'Rd|SP';
  const setRd = (m: SemanticsBuilder, reg: number, value: Value): void =>
    setFlags ? m.setX(reg, value) : m.setXsp(reg, value);

  return [
    // C6.2 ADD (immediate), ADDS, SUB, SUBS, CMP, CMN
    row(mnemonic, `sf ${op} ${S} 100010 sh imm12 Rn Rd`, {
      name: `${mnemonic}_imm`,
      syntax: `${Rd}, Rn|SP, <addImmediate>`,
      does: (m, f) => {
        const width = widthOf(f);
        setRd(m, f.Rd, result(m, m.xsp(f.Rn, width), m.const(f.imm12 << (f.sh * 12), width), subtract, setFlags));
      },
      class: timed,
      aliases: [
        ...aliasNamed(mnemonic === 'add' ? 'mov' : undefined, {
          syntax: 'Rd|SP, Rn|SP', where: { sh: 0, imm12: 0 }, when: (f) => f['Rd'] === 31 || f['Rn'] === 31,
        }),
        ...aliasNamed(names.compare, { syntax: 'Rn|SP, <addImmediate>', where: { Rd: 31 } }),
        ...aliasNamed(names.oppositeCompare, {
          syntax: 'Rn|SP, <negatedAddImmediate>', where: { Rd: 31 }, printed: false,
        }),
        { mnemonic: names.opposite, syntax: `${Rd}, Rn|SP, <negatedAddImmediate>`, printed: false },
      ],
    }),

    // C6.2 ADD (shifted register), ADDS, SUB, SUBS, CMP, CMN, NEG
    row(mnemonic, `sf ${op} ${S} 01011 shift 0 Rm imm6 Rn Rd`, {
      name: `${mnemonic}_shift`,
      syntax: 'Rd, Rn, Rm{, <shift>}',
      valid: (f) => f.shift !== 3 && (f.sf === 1 || f.imm6 < 32),
      does: (m, f) => m.setX(f.Rd, result(m, m.x(f.Rn, widthOf(f)), shiftedOperand(m, f), subtract, setFlags)),
      class: (f) => (f.imm6 === 0 ? timed : 'alu-shift'),
      aliases: [
        ...aliasNamed(names.compare, { syntax: 'Rn, Rm{, <shift>}', where: { Rd: 31 } }),
        ...aliasNamed(names.negate, { syntax: 'Rd, Rm{, <shift>}', where: { Rn: 31 } }),
      ],
    }),

    // C6.2 ADD (extended register), ADDS, SUB, SUBS, CMP, CMN
    row(mnemonic, `sf ${op} ${S} 01011 00 1 Rm option imm3 Rn Rd`, {
      name: `${mnemonic}_ext`,
      syntax: `${Rd}, Rn|SP, <extended ${setFlags ? 'Rn' : 'Rd Rn'}>`,
      valid: (f) => f.imm3 <= 4,
      does: (m, f) =>
        setRd(m, f.Rd, result(m, m.xsp(f.Rn, widthOf(f)), extendedOperand(m, f), subtract, setFlags)),
      class: (f) => (f.option === 3 && f.imm3 === 0 ? timed : 'alu-extend'),
      aliases: aliasNamed(names.compare, { syntax: 'Rn|SP, <extended Rn>', where: { Rd: 31 } }),
    }),

    // C6.2 ADC, ADCS, SBC, SBCS, NGC
    row(names.withCarry, `sf ${op} ${S} 11010000 Rm 000000 Rn Rd`, {
      syntax: 'Rd, Rn, Rm',
      does: (m, f) => {
        const width = widthOf(f);
        const b = m.x(f.Rm, width);
        m.setX(f.Rd, m.addWithCarry(m.x(f.Rn, width), subtract ? m.not(b) : b, m.flag('C'), setFlags));
      },
      class: timed,
      aliases: aliasNamed(names.negateWithCarry, { syntax: 'Rd, Rm', where: { Rn: 31 } }),
    }),
  ];
}

export const addSub = families.flatMap(addOrSubtract);
