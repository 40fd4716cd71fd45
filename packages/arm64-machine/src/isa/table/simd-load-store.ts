import type { SemanticsBuilder } from '../../ir/builder.js';
import type { Value } from '../../ir/ir.js';
import { literal, registerOffset, unscaledOffset, unsignedOffset, writeBack, type Access } from './addressing.js';
import { pairRows, type PairAccess } from './load-store-pair.js';

type Bytes = Access['bytes'];

/** Reads a SIMD&FP register's `bytes` low bytes from memory; the others become 0 when the result is applied. */
function loadVector(m: SemanticsBuilder, Rt: number, address: Value, bytes: Bytes): () => void {
  const low = m.load(address, bytes === 16 ? 8 : bytes);
  const high = bytes === 16 ? m.load(m.add(address, m.const(8)), 8) : m.const(0);
  const wide = low.width === 64 ? low : m.zext(low, 32, 64);
  return () => {
    m.setV(Rt, 0, wide);
    m.setV(Rt, 1, high);
  };
}

function storeVector(m: SemanticsBuilder, Rt: number, address: Value, bytes: Bytes): void {
  m.store(address, m.v(Rt, 0), bytes === 16 ? 8 : bytes);
  if (bytes === 16) m.store(m.add(address, m.const(8)), m.v(Rt, 1), 8);
}

/** The scalar sizes; the highest bit of opc makes B a Q. */
const sizes = [
  { size: '00', high: '0', letter: 'B', bytes: 1 },
  { size: '01', high: '0', letter: 'H', bytes: 2 },
  { size: '10', high: '0', letter: 'S', bytes: 4 },
  { size: '11', high: '0', letter: 'D', bytes: 8 },
  { size: '00', high: '1', letter: 'Q', bytes: 16 },
] as const;

/** C7.2 LDR (immediate, SIMD&FP), LDR (register), LDUR, STR, STUR */
const accesses = sizes.flatMap(({ size, high, letter, bytes }): Access[] => [
  {
    mnemonic: 'str', size, V: '1', opc: `${high}0`, register: `${letter}t`, bytes,
    class: 'simd-store', indexedClass: 'simd-store', feature: 'simd',
    transfer: (m, Rt, address) => {
      storeVector(m, Rt, address, bytes);
      return () => {};
    },
  },
  {
    mnemonic: 'ldr', size, V: '1', opc: `${high}1`, register: `${letter}t`, bytes,
    class: 'simd-load', indexedClass: 'simd-load', feature: 'simd',
    transfer: (m, Rt, address) => loadVector(m, Rt, address, bytes),
  },
]);

/** C7.2 LDR (literal, SIMD&FP) */
const literals = ([['00', 'S', 4], ['01', 'D', 8], ['10', 'Q', 16]] as const).map(([opc, letter, bytes]) =>
  literal({
    mnemonic: 'ldr', V: '1', opc, register: `${letter}t`, class: 'simd-load', feature: 'simd',
    transfer: (m, Rt, address) => loadVector(m, Rt, address, bytes),
  }),
);

/** C7.2 LDP (SIMD&FP), LDNP, STP, STNP */
const pairs = ([['00', 'S', 4], ['01', 'D', 8], ['10', 'Q', 16]] as const).flatMap(([opc, letter, bytes]): PairAccess[] => [
  {
    load: true, opc, V: '1', letter, bytes, class: 'simd-load-pair', feature: 'simd',
    transfer: (m, regs, addresses) => {
      const finish = regs.map((Rt, i) => loadVector(m, Rt, addresses[i]!, bytes));
      return () => finish.forEach((apply) => apply());
    },
  },
  {
    load: false, opc, V: '1', letter, bytes, class: 'simd-store-pair', feature: 'simd',
    transfer: (m, regs, addresses) => {
      regs.forEach((Rt, i) => storeVector(m, Rt, addresses[i]!, bytes));
      return () => {};
    },
  },
]);

export const simdLoadStores = [
  ...accesses.flatMap((access) => [
    unsignedOffset(access),
    unscaledOffset(access),
    registerOffset(access),
    ...writeBack(access),
  ]),
  ...literals,
  ...pairs.flatMap(pairRows),
];
