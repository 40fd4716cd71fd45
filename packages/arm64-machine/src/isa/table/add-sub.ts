import type { SemanticsBuilder } from '../../ir/builder.js';
import type { Value, Width } from '../../ir/ir.js';
import { row } from '../row.js';
import { extendedOperand, shiftedOperand, widthOf } from './operand-values.js';

/** ADD and SUB by their op bit, and the same setting flags, by their S bit. */
const families = [
  { op: '0', S: '0', mnemonic: 'add' },
  { op: '0', S: '1', mnemonic: 'adds' },
  { op: '1', S: '0', mnemonic: 'sub' },
  { op: '1', S: '1', mnemonic: 'subs' },
] as const;

function result(m: SemanticsBuilder, a: Value, b: Value, subtract: boolean, setFlags: boolean): Value {
  if (!setFlags) return subtract ? m.sub(a, b) : m.add(a, b);
  return m.addWithCarry(a, subtract ? m.not(b) : b, m.const(subtract ? 1 : 0, 32), true);
}

function addOrSubtract(family: (typeof families)[number]) {
  const { op, S, mnemonic } = family;
  const [subtract, setFlags] = [op === '1', S === '1'];
  const compare = subtract ? 'cmp' : 'cmn';
  const d = setFlags ? 'Rd' : 'Rd|SP';
  const opposite = `${subtract ? 'add' : 'sub'}${setFlags ? 's' : ''}`;
  const timed = setFlags ? 'alu-flags' : 'alu';

  return [
    // C6.2.4 ADD (immediate), C6.2.7 ADDS, C6.2.308 SUB, C6.2.314 SUBS, C6.2.62 CMP, C6.2.59 CMN
    row(mnemonic, `sf ${op} ${S} 100010 sh imm12 Rn Rd`, {
      name: `${mnemonic}_imm`,
      syntax: `${d}, Rn|SP, <addImmediate>`,
      does: (m, f) => {
        const width = widthOf(f);
        const sum = result(m, m.xsp(f.Rn, width), m.const(f.imm12 << (f.sh * 12), width), subtract, setFlags);
        if (setFlags) m.setX(f.Rd, sum);
        else m.setXsp(f.Rd, sum);
      },
      class: timed,
      aliases: [
        ...(mnemonic === 'add'
          ? [{
              mnemonic: 'mov', syntax: 'Rd|SP, Rn|SP', where: { sh: 0, imm12: 0 },
              when: (f: { Rd: number; Rn: number }) => f.Rd === 31 || f.Rn === 31,
            }]
          : []),
        ...(setFlags
          ? [
              { mnemonic: compare, syntax: 'Rn|SP, <addImmediate>', where: { Rd: 31 } },
              {
                mnemonic: subtract ? 'cmn' : 'cmp', syntax: 'Rn|SP, <negatedAddImmediate>', where: { Rd: 31 },
                printed: false,
              } as const,
            ]
          : []),
        { mnemonic: opposite, syntax: `${d}, Rn|SP, <negatedAddImmediate>`, printed: false },
      ],
    }),

    // C6.2.5 ADD (shifted register), C6.2.8 ADDS, C6.2.309 SUB, C6.2.315 SUBS, C6.2.63 CMP, C6.2.60 CMN, C6.2.197 NEG
    row(mnemonic, `sf ${op} ${S} 01011 shift 0 Rm imm6 Rn Rd`, {
      name: `${mnemonic}_shift`,
      syntax: 'Rd, Rn, Rm{, <shift>}',
      valid: (f) => f.shift !== 3 && (f.sf === 1 || f.imm6 < 32),
      does: (m, f) => m.setX(f.Rd, result(m, m.x(f.Rn, widthOf(f)), shiftedOperand(m, f), subtract, setFlags)),
      class: (f) => (f.imm6 === 0 ? timed : 'alu-shift'),
      aliases: [
        ...(setFlags ? [{ mnemonic: compare, syntax: 'Rn, Rm{, <shift>}', where: { Rd: 31 } }] : []),
        ...(subtract
          ? [{ mnemonic: setFlags ? 'negs' : 'neg', syntax: 'Rd, Rm{, <shift>}', where: { Rn: 31 } }]
          : []),
      ],
    }),

    // C6.2.3 ADD (extended register), C6.2.6 ADDS, C6.2.307 SUB, C6.2.313 SUBS, C6.2.61 CMP, C6.2.58 CMN
    row(mnemonic, `sf ${op} ${S} 01011 00 1 Rm option imm3 Rn Rd`, {
      name: `${mnemonic}_ext`,
      syntax: `${d}, Rn|SP, <extended ${setFlags ? 'Rn' : 'Rd Rn'}>`,
      valid: (f) => f.imm3 <= 4,
      does: (m, f) => {
        const sum = result(m, m.xsp(f.Rn, widthOf(f)), extendedOperand(m, f), subtract, setFlags);
        if (setFlags) m.setX(f.Rd, sum);
        else m.setXsp(f.Rd, sum);
      },
      class: (f) => (f.option === 3 && f.imm3 === 0 ? timed : 'alu-extend'),
      aliases: setFlags ? [{ mnemonic: compare, syntax: 'Rn|SP, <extended Rn>', where: { Rd: 31 } }] : [],
    }),

    // C6.2.1 ADC, C6.2.2 ADCS, C6.2.230 SBC, C6.2.231 SBCS, C6.2.199 NGC
    row(subtract ? `sbc${setFlags ? 's' : ''}` : `adc${setFlags ? 's' : ''}`, `sf ${op} ${S} 11010000 Rm 000000 Rn Rd`, {
      syntax: 'Rd, Rn, Rm',
      does: (m, f) => {
        const width: Width = widthOf(f);
        const b = m.x(f.Rm, width);
        m.setX(f.Rd, m.addWithCarry(m.x(f.Rn, width), subtract ? m.not(b) : b, m.flag('C'), setFlags));
      },
      class: timed,
      aliases: subtract ? [{ mnemonic: setFlags ? 'ngcs' : 'ngc', syntax: 'Rd, Rm', where: { Rn: 31 } }] : [],
    }),
  ];
}

export const addSub = families.flatMap(addOrSubtract);
