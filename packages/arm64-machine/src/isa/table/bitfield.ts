import type { SemanticsBuilder } from '../../ir/builder.js';
import type { Value } from '../../ir/ir.js';
import { row } from '../row.js';
import { widthOf } from './operand-values.js';

interface BitfieldFields {
  readonly sf: number;
  readonly immr: number;
  readonly imms: number;
  readonly Rn: number;
}

const ones = (count: number): bigint => (1n << BigInt(count)) - 1n;

const valid = (f: BitfieldFields): boolean => f.sf === 1 || (f.immr < 32 && f.imms < 32);

/** The bitfield of Rn at its place in the result, extended above; below it zeroes. */
function placed(m: SemanticsBuilder, f: BitfieldFields, signed: boolean): Value {
  const width = widthOf(f);
  const source = m.x(f.Rn, width);
  if (f.imms >= f.immr) {
    // Bits immr..imms move down to bit 0.
    const down = f.immr === 0 ? source : m.lsr(source, m.const(f.immr, width));
    const bits = f.imms - f.immr + 1;
    return bits === width ? down : m.extend(down, bits, signed, width);
  }
  // The low imms+1 bits move up.
  return m.shl(m.extend(source, f.imms + 1, signed, width), m.const(width - f.immr, width));
}

/** Which bits of the result the bitfield covers. */
function covered(f: BitfieldFields): bigint {
  if (f.imms >= f.immr) return ones(f.imms - f.immr + 1);
  return ones(f.imms + 1) << BigInt(widthOf(f) - f.immr);
}

export const bitfields = [
  // C6.2 SBFM: ASR, SBFIZ, SBFX, SXTB, SXTH, SXTW
  row('sbfm', 'sf 00 100110 sf immr imms Rn Rd', {
    syntax: 'Rd, Rn, #immr, #imms',
    valid,
    does: (m, f) => m.setX(f.Rd, placed(m, f, true)),
    class: 'bitfield',
    aliases: [
      { mnemonic: 'asr', syntax: 'Rd, Rn, <bitfield shiftRight>' },
      { mnemonic: 'sxtb', syntax: 'Rd, Wn', where: { immr: 0, imms: 7 } },
      { mnemonic: 'sxth', syntax: 'Rd, Wn', where: { immr: 0, imms: 15 } },
      { mnemonic: 'sxtw', syntax: 'Xd, Wn', where: { sf: 1, immr: 0, imms: 31 } },
      { mnemonic: 'sbfiz', syntax: 'Rd, Rn, <bitfield insertLsb>, <bitfield insertWidth>' },
      { mnemonic: 'sbfx', syntax: 'Rd, Rn, <bitfield extractLsb>, <bitfield extractWidth>' },
    ],
  }),

  // C6.2 BFM: BFC, BFI, BFXIL
  row('bfm', 'sf 01 100110 sf immr imms Rn Rd', {
    syntax: 'Rd, Rn, #immr, #imms',
    valid,
    does: (m, f) => {
      const width = widthOf(f);
      const inserted = m.and(placed(m, f, false), m.const(covered(f), width));
      m.setX(f.Rd, m.or(m.and(m.x(f.Rd, width), m.const(~covered(f), width)), inserted));
    },
    class: 'bitfield-insert',
    aliases: [
      { mnemonic: 'bfc', syntax: 'Rd, <bitfield insertLsb>, <bitfield insertWidth>', where: { Rn: 31 } },
      { mnemonic: 'bfi', syntax: 'Rd, Rn, <bitfield insertLsb>, <bitfield insertWidth>' },
      { mnemonic: 'bfxil', syntax: 'Rd, Rn, <bitfield extractLsb>, <bitfield extractWidth>' },
    ],
  }),

  // C6.2 UBFM: LSL, LSR, UBFIZ, UBFX, UXTB, UXTH
  row('ubfm', 'sf 10 100110 sf immr imms Rn Rd', {
    syntax: 'Rd, Rn, #immr, #imms',
    valid,
    does: (m, f) => m.setX(f.Rd, placed(m, f, false)),
    class: 'bitfield',
    aliases: [
      { mnemonic: 'lsl', syntax: 'Rd, Rn, <bitfield lsl>' },
      { mnemonic: 'lsr', syntax: 'Rd, Rn, <bitfield shiftRight>' },
      { mnemonic: 'uxtb', syntax: 'Wd, Wn', where: { sf: 0, immr: 0, imms: 7 } },
      { mnemonic: 'uxtb', syntax: 'Xd, Wn', where: { sf: 0, immr: 0, imms: 7 }, printed: false },
      { mnemonic: 'uxth', syntax: 'Wd, Wn', where: { sf: 0, immr: 0, imms: 15 } },
      { mnemonic: 'uxth', syntax: 'Xd, Wn', where: { sf: 0, immr: 0, imms: 15 }, printed: false },
      { mnemonic: 'ubfiz', syntax: 'Rd, Rn, <bitfield insertLsb>, <bitfield insertWidth>' },
      { mnemonic: 'ubfx', syntax: 'Rd, Rn, <bitfield extractLsb>, <bitfield extractWidth>' },
    ],
  }),

  // C6.2 EXTR, ROR (immediate)
  row('extr', 'sf 00 100111 sf 0 Rm imms Rn Rd', {
    syntax: 'Rd, Rn, Rm, #imms',
    valid: (f) => f.sf === 1 || f.imms < 32,
    does: (m, f) => {
      const width = widthOf(f);
      const low = m.x(f.Rm, width);
      if (f.imms === 0) return m.setX(f.Rd, low);
      const high = m.shl(m.x(f.Rn, width), m.const(width - f.imms, width));
      m.setX(f.Rd, m.or(high, m.lsr(low, m.const(f.imms, width))));
    },
    class: (f) => (f.Rn === f.Rm ? 'bitfield' : 'extract'),
    aliases: [{ mnemonic: 'ror', syntax: 'Rd, Rn=m, #imms' }],
  }),
];
