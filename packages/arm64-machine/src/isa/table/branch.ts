import type { SemanticsBuilder } from '../../ir/builder.js';
import type { Value } from '../../ir/ir.js';
import { signed } from '../bits.js';
import { conditions, conditionSynonyms } from '../operands/conditions.js';
import { row, type Bits } from '../row.js';
import { widthOf } from './operand-values.js';

/** The address `words` instructions from this one, `words` a signed field of `bits`. */
function target(m: SemanticsBuilder, words: number, bits: number): Value {
  return m.add(m.pc(), m.const(signed(words, bits) * 4));
}

export const branches = [
  // C6.2 B
  row('b', '0 00101 imm26', {
    syntax: '<label imm26 R_AARCH64_JUMP26>',
    does: (m, f) => m.branch('jump', target(m, f.imm26, 26)),
    class: 'branch',
  }),

  // C6.2 BL
  row('bl', '1 00101 imm26', {
    syntax: '<label imm26 R_AARCH64_CALL26>',
    does: (m, f) => {
      m.setX(30, m.add(m.pc(), m.const(4)));
      m.branch('call', target(m, f.imm26, 26));
    },
    class: 'branch-link',
  }),

  // C6.2 B.cond
  ...conditions.map((cond, number) =>
    row(`b.${cond}`, `0101010 0 imm19 0 ${number.toString(2).padStart(4, '0') as Bits}`, {
      syntax: '<label imm19 R_AARCH64_CONDBR19>',
      does: (m, f) => m.branch('conditional', target(m, f.imm19, 19), m.condition(number)),
      class: 'branch-cond',
      aliases: [`b${cond}`, ...(conditionSynonyms[cond] ?? []).flatMap((name) => [`b.${name}`, `b${name}`])].map(
        (mnemonic) => ({ mnemonic, syntax: '<label imm19 R_AARCH64_CONDBR19>', printed: false }),
      ),
    }),
  ),

  // C6.2 CBZ, CBNZ
  ...([['cbz', '0', 'eq'], ['cbnz', '1', 'ne']] as const).map(([mnemonic, op, comparison]) =>
    row(mnemonic, `sf 011010 ${op} imm19 Rt`, {
      syntax: 'Rt, <label imm19 R_AARCH64_CONDBR19>',
      does: (m, f) => {
        const width = widthOf(f);
        const taken = m.compare(comparison, m.x(f.Rt, width), m.const(0, width));
        m.branch('conditional', target(m, f.imm19, 19), taken);
      },
      class: 'branch-compare',
    }),
  ),

  // C6.2 TBZ, TBNZ
  ...([['tbz', '0', 'eq'], ['tbnz', '1', 'ne']] as const).map(([mnemonic, op, comparison]) =>
    row(mnemonic, `b5 011011 ${op} b40 imm14 Rt`, {
      syntax: '<bit Rt>, <label imm14 R_AARCH64_TSTBR14>',
      does: (m, f) => {
        const bit = m.and(m.x(f.Rt), m.const(1n << BigInt(f.b5 * 32 + f.b40)));
        m.branch('conditional', target(m, f.imm14, 14), m.compare(comparison, bit, m.const(0)));
      },
      class: 'branch-compare',
    }),
  ),

  // C6.2 BR
  row('br', '1101011 0 0 00 11111 0000 0 0 Rn 00000', {
    syntax: 'Xn',
    does: (m, f) => m.branch('indirect', m.x(f.Rn)),
    class: 'branch-register',
  }),

  // C6.2 BLR
  row('blr', '1101011 0 0 01 11111 0000 0 0 Rn 00000', {
    syntax: 'Xn',
    does: (m, f) => {
      const to = m.x(f.Rn);
      m.setX(30, m.add(m.pc(), m.const(4)));
      m.branch('indirectCall', to);
    },
    class: 'branch-link-register',
  }),

  // C6.2 RET
  row('ret', '1101011 0 0 10 11111 0000 0 0 Rn 00000', {
    syntax: 'Xn',
    does: (m, f) => m.branch('return', m.x(f.Rn)),
    class: 'return',
    aliases: [{ mnemonic: 'ret', syntax: '', where: { Rn: 30 } }],
  }),
];
