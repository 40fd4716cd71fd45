import { adrImmediate } from '../operands/labels.js';
import { row } from '../row.js';
import { widthOf } from './operand-values.js';

export const moves = [
  // C6.2 MOVK
  row('movk', 'sf 11 100101 hw imm16 Rd', {
    syntax: 'Rd, <moveWide>',
    valid: (f) => f.sf === 1 || f.hw < 2,
    does: (m, f) => {
      const width = widthOf(f);
      const kept = m.and(m.x(f.Rd, width), m.const(~(0xffffn << BigInt(16 * f.hw)), width));
      m.setX(f.Rd, m.or(kept, m.const(BigInt(f.imm16) << BigInt(16 * f.hw), width)));
    },
    class: 'mov',
  }),

  // C6.2 MOVZ, MOV (wide immediate)
  row('movz', 'sf 10 100101 hw imm16 Rd', {
    syntax: 'Rd, <moveWide>',
    valid: (f) => f.sf === 1 || f.hw < 2,
    does: (m, f) => m.setX(f.Rd, m.const(BigInt(f.imm16) << BigInt(16 * f.hw), widthOf(f))),
    class: 'mov',
    aliases: [{ mnemonic: 'mov', syntax: 'Rd, <moved>' }],
  }),

  // C6.2 MOVN, MOV (inverted wide immediate)
  row('movn', 'sf 00 100101 hw imm16 Rd', {
    syntax: 'Rd, <moveWide>',
    valid: (f) => f.sf === 1 || f.hw < 2,
    does: (m, f) => m.setX(f.Rd, m.const(~(BigInt(f.imm16) << BigInt(16 * f.hw)), widthOf(f))),
    class: 'mov',
    aliases: [{ mnemonic: 'mov', syntax: 'Rd, <movedInverted>' }],
  }),

  // C6.2 ADR
  row('adr', '0 immlo 10000 immhi Rd', {
    syntax: 'Xd, <adr>',
    does: (m, f) => m.setX(f.Rd, m.add(m.pc(), m.const(adrImmediate(f)))),
    class: 'adr',
  }),

  // C6.2 ADRP
  row('adrp', '1 immlo 10000 immhi Rd', {
    syntax: 'Xd, <adrp>',
    does: (m, f) =>
      m.setX(f.Rd, m.add(m.and(m.pc(), m.const(~0xfffn)), m.const(BigInt(adrImmediate(f)) * 4096n))),
    class: 'adr',
  }),
];
