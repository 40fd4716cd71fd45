import type { SemanticsBuilder } from '../../ir/builder.js';
import type { Value, Width } from '../../ir/ir.js';
import { row, type Alias } from '../row.js';
import { widthOf } from './operand-values.js';

interface SelectFields {
  readonly sf: number;
  readonly Rm: number;
  readonly cond: number;
  readonly Rn: number;
  readonly Rd: number;
}

/** What becomes of Rm where the condition does not hold, and the aliases that name the opposite condition. */
const selections: readonly {
  mnemonic: string;
  op: '0' | '1';
  op2: '00' | '01';
  otherwise: (m: SemanticsBuilder, value: Value, width: Width) => Value;
  aliases: readonly Alias<SelectFields>[];
}[] = [
  // C6.2 CSEL
  { mnemonic: 'csel', op: '0', op2: '00', otherwise: (_, value) => value, aliases: [] },
  // C6.2 CSINC: CSET, CINC
  {
    mnemonic: 'csinc', op: '0', op2: '01',
    otherwise: (m, value, width) => m.add(value, m.const(1, width)),
    aliases: [
      { mnemonic: 'cset', syntax: 'Rd, <!cond>', where: { Rn: 31, Rm: 31 } },
      { mnemonic: 'cinc', syntax: 'Rd, Rn=m, <!cond>' },
    ],
  },
  // C6.2 CSINV: CSETM, CINV
  {
    mnemonic: 'csinv', op: '1', op2: '00',
    otherwise: (m, value) => m.not(value),
    aliases: [
      { mnemonic: 'csetm', syntax: 'Rd, <!cond>', where: { Rn: 31, Rm: 31 } },
      { mnemonic: 'cinv', syntax: 'Rd, Rn=m, <!cond>' },
    ],
  },
  // C6.2 CSNEG: CNEG
  {
    mnemonic: 'csneg', op: '1', op2: '01',
    otherwise: (m, value, width) => m.sub(m.const(0, width), value),
    aliases: [{ mnemonic: 'cneg', syntax: 'Rd, Rn=m, <!cond>' }],
  },
];

/** CCMN and CCMP, of a register or an immediate. */
const comparisons = [
  { mnemonic: 'ccmn', op: '0' },
  { mnemonic: 'ccmp', op: '1' },
] as const;

function compareIf(
  m: SemanticsBuilder, f: { sf: number; cond: number; Rn: number; nzcv: number }, b: Value, subtract: boolean,
): void {
  const width = widthOf(f);
  const a = m.x(f.Rn, width);
  const holds = m.condition(f.cond);
  m.when(holds, () => m.addWithCarry(a, subtract ? m.not(b) : b, m.const(subtract ? 1 : 0, 32), true));
  m.when(m.xor(holds, m.const(1, 32)), () => {
    (['V', 'C', 'Z', 'N'] as const).forEach((flag, bit) => m.setFlag(flag, m.const((f.nzcv >> bit) & 1, 32)));
  });
}

export const conditionals = [
  ...selections.map(({ mnemonic, op, op2, otherwise, aliases }) =>
    row(mnemonic, `sf ${op} 0 11010100 Rm cond ${op2} Rn Rd`, {
      syntax: 'Rd, Rn, Rm, <cond>',
      does: (m, f) => {
        const width = widthOf(f);
        m.setX(f.Rd, m.select(m.condition(f.cond), m.x(f.Rn, width), otherwise(m, m.x(f.Rm, width), width)));
      },
      class: 'csel',
      aliases,
    }),
  ),

  ...comparisons.flatMap(({ mnemonic, op }) => [
    // C6.2 CCMN (register), CCMP (register)
    row(mnemonic, `sf ${op} 1 11010010 Rm cond 0 0 Rn 0 nzcv`, {
      name: `${mnemonic}_reg`,
      syntax: 'Rn, Rm, #0xnzcv, <cond>',
      does: (m, f) => compareIf(m, f, m.x(f.Rm, widthOf(f)), op === '1'),
      class: 'ccmp',
    }),
    // C6.2 CCMN (immediate), CCMP (immediate)
    row(mnemonic, `sf ${op} 1 11010010 imm5 cond 1 0 Rn 0 nzcv`, {
      name: `${mnemonic}_imm`,
      syntax: 'Rn, #0ximm5, #0xnzcv, <cond>',
      does: (m, f) => compareIf(m, f, m.const(f.imm5, widthOf(f)), op === '1'),
      class: 'ccmp',
    }),
  ]),
];
