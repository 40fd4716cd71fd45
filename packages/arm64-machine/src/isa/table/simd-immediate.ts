import { replicate } from '../bits.js';
import { expandBytes, expandFloat, imm8Of } from '../operands/vectors.js';
import { row, type Fields } from '../row.js';

/** One way to make 64 bits of an immediate (Arm ARM, AdvSIMDExpandImm). */
interface Expansion {
  readonly mnemonic: 'movi' | 'mvni' | 'fmov';
  readonly op: '0' | '1';
  /** The bits of the pattern; `amount` is the field of the shift. */
  readonly cmode: '0 amount:2 0' | '10 amount:1 0' | '110 amount:1' | '1110' | '1111';
  /** The destination with Q of 0 and of 1, where there is one. */
  readonly to: readonly [string | undefined, string];
  readonly operand: string;
  readonly value: (f: Fields) => bigint;
}

const shifted = (f: Fields): bigint => BigInt(imm8Of(f)) << BigInt(8 * f['amount']!);

/** MSL shifts ones in. */
const shiftedOnes = (f: Fields): bigint => {
  const by = BigInt(8 * (f['amount']! + 1));
  return (BigInt(imm8Of(f)) << by) | ((1n << by) - 1n);
};

function floatBits(value: number, width: 32 | 64): bigint {
  const bytes = new DataView(new ArrayBuffer(8));
  if (width === 64) bytes.setFloat64(0, value);
  else bytes.setFloat32(4, value);
  return bytes.getBigUint64(0);
}

const expansions: readonly Expansion[] = [
  ...(['movi', 'mvni'] as const).flatMap((mnemonic): Expansion[] => {
    const op = mnemonic === 'movi' ? '0' : '1';
    return [
      {
        mnemonic, op, cmode: '0 amount:2 0', to: ['Vd.2s', 'Vd.4s'], operand: '<imm8>{, <lsl amount 24>}',
        value: (f) => replicate(shifted(f), 32, 64),
      },
      {
        mnemonic, op, cmode: '10 amount:1 0', to: ['Vd.4h', 'Vd.8h'], operand: '<imm8>{, <lsl amount 8>}',
        value: (f) => replicate(shifted(f), 16, 64),
      },
      {
        mnemonic, op, cmode: '110 amount:1', to: ['Vd.2s', 'Vd.4s'], operand: '<imm8>, <msl amount>',
        value: (f) => replicate(shiftedOnes(f), 32, 64),
      },
    ];
  }),
  {
    mnemonic: 'movi', op: '0', cmode: '1110', to: ['Vd.8b', 'Vd.16b'], operand: '<imm8>',
    value: (f) => replicate(BigInt(imm8Of(f)), 8, 64),
  },
  {
    mnemonic: 'movi', op: '1', cmode: '1110', to: ['Dd', 'Vd.2d'], operand: '<byteMask>',
    value: (f) => expandBytes(imm8Of(f)),
  },
  {
    mnemonic: 'fmov', op: '0', cmode: '1111', to: ['Vd.2s', 'Vd.4s'], operand: '<float split>',
    value: (f) => replicate(floatBits(expandFloat(imm8Of(f)), 32), 32, 64),
  },
  {
    mnemonic: 'fmov', op: '1', cmode: '1111', to: [undefined, 'Vd.2d'], operand: '<float split>',
    value: (f) => floatBits(expandFloat(imm8Of(f)), 64),
  },
];

export const simdImmediates = [
  // C7.2 MOVI, MVNI, FMOV (vector, immediate)
  ...expansions.flatMap(({ mnemonic, op, cmode, to, operand, value }) =>
    (['0', '1'] as const)
      .map((Q) => [Q, to[Number(Q)]] as const)
      .filter(([, destination]) => destination !== undefined)
      .map(([Q, destination]) =>
        row(mnemonic, `0 ${Q} ${op} 0111100000 abc:3 ${cmode} 0 1 defgh:5 Rd`, {
          name: `${mnemonic}_${destination}_${cmode.replaceAll(' ', '')}`,
          syntax: `${destination}, ${operand}`,
          feature: 'simd',
          does: (m, f) => {
            const lane = mnemonic === 'mvni' ? ~value(f) : value(f);
            m.setV(f.Rd, 0, m.const(lane));
            m.setV(f.Rd, 1, m.const(Q === '1' ? lane : 0n));
          },
          class: 'simd-move',
        }),
      ),
  ),

  // C7.2 FMOV (scalar, immediate)
  ...([['00', 'S', 32], ['01', 'D', 64]] as const).map(([ftype, letter, width]) =>
    row('fmov', `0 0011110 ${ftype} 1 imm8 100 00000 Rd`, {
      name: `fmov_${letter}_imm`,
      syntax: `${letter}d, <float>`,
      feature: 'simd',
      does: (m, f) => {
        m.setV(f.Rd, 0, m.const(floatBits(expandFloat(f.imm8), width)));
        m.setV(f.Rd, 1, m.const(0));
      },
      class: 'simd-move',
    }),
  ),
];
