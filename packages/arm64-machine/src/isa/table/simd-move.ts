import type { SemanticsBuilder } from '../../ir/builder.js';
import type { Value } from '../../ir/ir.js';
import { replicate } from '../bits.js';
import { row } from '../row.js';

/** Element sizes: the arrangements, the general register that holds one, and imm5 with the index in the field i. */
const elements = [
  { letter: 'b', bits: 8, general: 'W', half: '8b', full: '16b', index: 'i:4 1', ignored: '(0000) 1', fromIndex: 'j:4' },
  { letter: 'h', bits: 16, general: 'W', half: '4h', full: '8h', index: 'i:3 10', ignored: '(000) 10', fromIndex: 'j:3 (0)' },
  { letter: 's', bits: 32, general: 'W', half: '2s', full: '4s', index: 'i:2 100', ignored: '(00) 100', fromIndex: 'j:2 (00)' },
  { letter: 'd', bits: 64, general: 'X', half: undefined, full: '2d', index: 'i:1 1000', ignored: '(0) 1000', fromIndex: 'j:1 (000)' },
] as const;

type Element = (typeof elements)[number];

/** The arrangements of an element size, by the bit Q. */
const arrangements = ({ half, full }: Element) =>
  half === undefined
    ? ([{ Q: '1', arrangement: full }] as const)
    : ([{ Q: '0', arrangement: half }, { Q: '1', arrangement: full }] as const);

function setVector(m: SemanticsBuilder, Rd: number, low: Value, high: Value | undefined): void {
  m.setV(Rd, 0, low);
  m.setV(Rd, 1, high ?? m.const(0));
}

/** One element, zero-extended to 64 bits. */
function element(m: SemanticsBuilder, Rn: number, bits: number, index: number): Value {
  const at = index * bits;
  const lane = m.v(Rn, at >= 64 ? 1 : 0);
  const moved = at % 64 === 0 ? lane : m.lsr(lane, m.const(at % 64));
  return bits === 64 ? moved : m.zext(moved, bits);
}

/** Replaces one element; `value` is zero-extended to 64 bits. */
function insert(m: SemanticsBuilder, Rd: number, bits: number, index: number, value: Value): void {
  const at = index * bits;
  const lane = at >= 64 ? 1 : 0;
  if (bits === 64) return m.setV(Rd, lane, value);
  const mask = ((1n << BigInt(bits)) - 1n) << BigInt(at % 64);
  m.setV(Rd, lane, m.or(m.and(m.v(Rd, lane), m.const(~mask)), m.shl(value, m.const(at % 64))));
}

/** A general register's low bits, zero-extended to 64. */
const generalBits = (m: SemanticsBuilder, Rn: number, bits: number): Value =>
  bits === 64 ? m.x(Rn) : m.zext(m.x(Rn), bits);

function duplicate(m: SemanticsBuilder, Rd: number, bits: number, value: Value, Q: '0' | '1'): void {
  const lane = bits === 64 ? value : m.mul(value, m.const(replicate(1n, bits, 64)));
  setVector(m, Rd, lane, Q === '1' ? lane : undefined);
}

/** Copies of a whole register between the files: fields sf and ftype, the FP register's letter. */
const transfers = [
  { sf: '0', ftype: '00', general: 'W', letter: 'S' },
  { sf: '1', ftype: '01', general: 'X', letter: 'D' },
] as const;

/** The bitwise operations by U and size. */
const bitwise = [
  { U: '0', size: '00', mnemonic: 'and', does: (m: SemanticsBuilder, a: Value, b: Value) => m.and(a, b) },
  { U: '0', size: '01', mnemonic: 'bic', does: (m: SemanticsBuilder, a: Value, b: Value) => m.and(a, m.not(b)) },
  { U: '0', size: '10', mnemonic: 'orr', does: (m: SemanticsBuilder, a: Value, b: Value) => m.or(a, b) },
  { U: '0', size: '11', mnemonic: 'orn', does: (m: SemanticsBuilder, a: Value, b: Value) => m.or(a, m.not(b)) },
  { U: '1', size: '00', mnemonic: 'eor', does: (m: SemanticsBuilder, a: Value, b: Value) => m.xor(a, b) },
] as const;

export const simdMoves = [
  ...transfers.flatMap(({ sf, ftype, general, letter }) => [
    // C7.2 FMOV (general)
    row('fmov', `${sf} 0011110 ${ftype} 1 00 110 000000 Rn Rd`, {
      name: `fmov_${general}_${letter}`,
      syntax: `${general}d, ${letter}n`,
      feature: 'simd',
      does: (m, f) => m.setX(f.Rd, general === 'X' ? m.v(f.Rn, 0) : m.low(m.v(f.Rn, 0))),
      class: 'simd-transfer',
    }),
    row('fmov', `${sf} 0011110 ${ftype} 1 00 111 000000 Rn Rd`, {
      name: `fmov_${letter}_${general}`,
      syntax: `${letter}d, ${general}n`,
      feature: 'simd',
      does: (m, f) => setVector(m, f.Rd, generalBits(m, f.Rn, general === 'X' ? 64 : 32), undefined),
      class: 'simd-transfer',
    }),

    // C7.2 FMOV (register)
    row('fmov', `0 0011110 ${ftype} 1 000000 10000 Rn Rd`, {
      name: `fmov_${letter}`,
      syntax: `${letter}d, ${letter}n`,
      feature: 'simd',
      does: (m, f) => setVector(m, f.Rd, element(m, f.Rn, letter === 'D' ? 64 : 32, 0), undefined),
      class: 'simd-move',
    }),
  ]),

  // C7.2 FMOV (general), the upper half
  row('fmov', '1 0011110 10 1 01 110 000000 Rn Rd', {
    name: 'fmov_X_top',
    syntax: 'Xd, Vn.d[1]',
    feature: 'simd',
    does: (m, f) => m.setX(f.Rd, m.v(f.Rn, 1)),
    class: 'simd-transfer',
  }),
  row('fmov', '1 0011110 10 1 01 111 000000 Rn Rd', {
    name: 'fmov_top_X',
    syntax: 'Vd.d[1], Xn',
    feature: 'simd',
    does: (m, f) => m.setV(f.Rd, 1, m.x(f.Rn)),
    class: 'simd-transfer',
  }),

  ...elements.flatMap((size) => {
    const { letter, bits, general, index, ignored, fromIndex } = size;
    return [
      ...arrangements(size).flatMap(({ Q, arrangement }) => [
        // C7.2 DUP (general)
        row('dup', `0 ${Q} 0 01110000 ${ignored} 0 0001 1 Rn Rd`, {
          name: `dup_${arrangement}_general`,
          syntax: `Vd.${arrangement}, ${general}n`,
          feature: 'simd',
          does: (m, f) => duplicate(m, f.Rd, bits, generalBits(m, f.Rn, bits), Q),
          class: 'simd-transfer',
        }),
        // C7.2 DUP (element)
        row('dup', `0 ${Q} 0 01110000 ${index} 0 0000 1 Rn Rd`, {
          name: `dup_${arrangement}_element`,
          syntax: `Vd.${arrangement}, Vn.${letter}[i]`,
          feature: 'simd',
          does: (m, f) => duplicate(m, f.Rd, bits, element(m, f.Rn, bits, f.i), Q),
          class: 'simd-move',
        }),
      ]),

      // C7.2 DUP (element), scalar: MOV (scalar)
      row('dup', `01 0 11110000 ${index} 0 0000 1 Rn Rd`, {
        name: `dup_${letter}_scalar`,
        syntax: `${letter.toUpperCase()}d, Vn.${letter}[i]`,
        feature: 'simd',
        does: (m, f) => setVector(m, f.Rd, element(m, f.Rn, bits, f.i), undefined),
        class: 'simd-move',
        aliases: [{ mnemonic: 'mov', syntax: `${letter.toUpperCase()}d, Vn.${letter}[i]` }],
      }),

      // C7.2 UMOV: MOV (to general) where the element is as wide as the register
      row('umov', `0 ${bits === 64 ? '1' : '0'} 0 01110000 ${index} 0 0111 1 Rn Rd`, {
        name: `umov_${letter}`,
        syntax: `${general}d, Vn.${letter}[i]`,
        feature: 'simd',
        does: (m, f) => m.setX(f.Rd, element(m, f.Rn, bits, f.i)),
        class: 'simd-transfer',
        aliases: bits >= 32 ? [{ mnemonic: 'mov', syntax: `${general}d, Vn.${letter}[i]` }] : [],
      }),

      // C7.2 SMOV
      ...([['0', 'W', 32], ['1', 'X', 64]] as const)
        .filter(([, , width]) => bits < width)
        .map(([Q, to, width]) =>
          row('smov', `0 ${Q} 0 01110000 ${index} 0 0101 1 Rn Rd`, {
            name: `smov_${to}_${letter}`,
            syntax: `${to}d, Vn.${letter}[i]`,
            feature: 'simd',
            does: (m, f) => m.setX(f.Rd, m.sext(element(m, f.Rn, bits, f.i), bits, width)),
            class: 'simd-transfer',
          }),
        ),

      // C7.2 INS (general): MOV (from general)
      row('ins', `0 1 0 01110000 ${index} 0 0011 1 Rn Rd`, {
        name: `ins_${letter}_general`,
        syntax: `Vd.${letter}[i], ${general}n`,
        feature: 'simd',
        does: (m, f) => insert(m, f.Rd, bits, f.i, generalBits(m, f.Rn, bits)),
        class: 'simd-transfer',
        aliases: [{ mnemonic: 'mov', syntax: `Vd.${letter}[i], ${general}n` }],
      }),

      // C7.2 INS (element): MOV (element)
      row('ins', `0 1 1 01110000 ${index} 0 ${fromIndex} 1 Rn Rd`, {
        name: `ins_${letter}_element`,
        syntax: `Vd.${letter}[i], Vn.${letter}[j]`,
        feature: 'simd',
        does: (m, f) => insert(m, f.Rd, bits, f.i, element(m, f.Rn, bits, f.j)),
        class: 'simd-move',
        aliases: [{ mnemonic: 'mov', syntax: `Vd.${letter}[i], Vn.${letter}[j]` }],
      }),
    ];
  }),

  // C7.2 AND (vector), BIC, ORR, ORN, EOR; ORR of one register: MOV (vector)
  ...bitwise.flatMap(({ U, size, mnemonic, does }) =>
    ([['0', '8b'], ['1', '16b']] as const).map(([Q, arrangement]) =>
      row(mnemonic, `0 ${Q} ${U} 01110 ${size} 1 Rm 00011 1 Rn Rd`, {
        name: `${mnemonic}_${arrangement}`,
        syntax: `Vd.${arrangement}, Vn.${arrangement}, Vm.${arrangement}`,
        feature: 'simd',
        does: (m, f) => {
          const lanes = ([0, 1] as const).slice(0, Q === '1' ? 2 : 1);
          const [low, high] = lanes.map((lane) => does(m, m.v(f.Rn, lane), m.v(f.Rm, lane)));
          setVector(m, f.Rd, low!, high);
        },
        class: 'simd-move',
        aliases:
          mnemonic === 'orr' ? [{ mnemonic: 'mov', syntax: `Vd.${arrangement}, Vn=m.${arrangement}` }] : [],
      }),
    ),
  ),
];
