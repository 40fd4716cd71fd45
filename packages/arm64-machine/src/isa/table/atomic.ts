import type { SemanticsBuilder } from '../../ir/builder.js';
import type { AccessOptions, Value, Width } from '../../ir/ir.js';
import { row, type Alias, type Bits } from '../row.js';
import type { TimingClass } from '../timing-class.js';

const sizes = [
  { size: '00', suffix: 'b', letter: 'W', bytes: 1 },
  { size: '01', suffix: 'h', letter: 'W', bytes: 2 },
  { size: '10', suffix: '', letter: 'W', bytes: 4 },
  { size: '11', suffix: '', letter: 'X', bytes: 8 },
] as const;

/** Ordering, by the bits A and R; CAS and CASP have the same as L and o0. */
const orders: readonly { A: '0' | '1'; R: '0' | '1'; order: string; class: TimingClass; load: AccessOptions; store: AccessOptions }[] = [
  { A: '0', R: '0', order: '', class: 'atomic', load: {}, store: {} },
  { A: '1', R: '0', order: 'a', class: 'atomic-acquire', load: { acquire: true }, store: {} },
  { A: '0', R: '1', order: 'l', class: 'atomic-release', load: {}, store: { release: true } },
  { A: '1', R: '1', order: 'al', class: 'atomic-acquire-release', load: { acquire: true }, store: { release: true } },
];

/** What memory becomes; the operands' bits above the access size are sign-extended for signed comparisons. */
const operations: readonly {
  o3: '0' | '1';
  opc: Bits;
  name: string;
  signed?: boolean;
  does: (m: SemanticsBuilder, memory: Value, register: Value) => Value;
}[] = [
  // C6.2 LDADD
  { o3: '0', opc: '000', name: 'add', does: (m, a, b) => m.add(a, b) },
  // C6.2 LDCLR
  { o3: '0', opc: '001', name: 'clr', does: (m, a, b) => m.and(a, m.not(b)) },
  // C6.2 LDEOR
  { o3: '0', opc: '010', name: 'eor', does: (m, a, b) => m.xor(a, b) },
  // C6.2 LDSET
  { o3: '0', opc: '011', name: 'set', does: (m, a, b) => m.or(a, b) },
  // C6.2 LDSMAX
  { o3: '0', opc: '100', name: 'smax', signed: true, does: (m, a, b) => m.select(m.compare('slt', a, b), b, a) },
  // C6.2 LDSMIN
  { o3: '0', opc: '101', name: 'smin', signed: true, does: (m, a, b) => m.select(m.compare('slt', b, a), b, a) },
  // C6.2 LDUMAX
  { o3: '0', opc: '110', name: 'umax', does: (m, a, b) => m.select(m.compare('ult', a, b), b, a) },
  // C6.2 LDUMIN
  { o3: '0', opc: '111', name: 'umin', does: (m, a, b) => m.select(m.compare('ult', b, a), b, a) },
  // C6.2 SWP
  { o3: '1', opc: '000', name: 'swp', does: (_, __, b) => b },
];

const readModifyWrites = operations.flatMap(({ o3, opc, name, signed, does }) =>
  sizes.flatMap(({ size, suffix, letter, bytes }) =>
    orders.map(({ A, R, order, load, store, class: timed }) => {
      const mnemonic = `${o3 === '1' ? name : `ld${name}`}${order}${suffix}`;
      const width: Width = bytes === 8 ? 64 : 32;
      // Without acquire, and with nobody to take what was in memory: STADD and its like.
      const aliases: Alias[] =
        o3 === '0' && A === '0'
          ? [{ mnemonic: `st${name}${order}${suffix}`, syntax: `${letter}s, [Xn|SP]`, where: { Rt: 31 } }]
          : [];
      return row(mnemonic, `${size} 111 0 00 ${A} ${R} 1 Rs ${o3} ${opc} 00 Rn Rt`, {
        name: `${mnemonic}_${letter}`,
        syntax: `${letter}s, ${letter}t, [Xn|SP]`,
        feature: 'lse',
        does: (m, f) => {
          const [address, register] = [m.xsp(f.Rn), m.x(f.Rs, width)];
          const extend = (value: Value): Value =>
            bytes >= 4 ? value : m.extend(value, bytes * 8, signed ?? false, width);
          const old = m.load(address, bytes, { ...load, aligned: true });
          m.store(address, does(m, signed ? extend(old) : old, extend(register)), bytes, { ...store, aligned: true });
          m.setX(f.Rt, old);
        },
        class: timed,
        aliases,
      });
    }),
  ),
);

/** C6.2 CAS, CASB, CASH */
const compareAndSwaps = sizes.flatMap(({ size, suffix, letter, bytes }) =>
  orders.map(({ A, R, order, load, store, class: timed }) =>
    row(`cas${order}${suffix}`, `${size} 0010001 ${A} 1 Rs ${R} 11111 Rn Rt`, {
      name: `cas${order}${suffix}_${letter}`,
      syntax: `${letter}s, ${letter}t, [Xn|SP]`,
      feature: 'lse',
      does: (m, f) => {
        const width: Width = bytes === 8 ? 64 : 32;
        const [address, wanted, value] = [m.xsp(f.Rn), m.x(f.Rs, width), m.x(f.Rt, width)];
        const old = m.load(address, bytes, { ...load, aligned: true, update: true });
        const same = m.compare('eq', old, bytes >= 4 ? wanted : m.zext(wanted, bytes * 8));
        m.when(same, () => m.store(address, value, bytes, { ...store, aligned: true }));
        m.setX(f.Rs, old);
      },
      class: timed,
    }),
  ),
);

/** C6.2 CASP: pairs of an even register and the next */
const compareAndSwapPairs = sizes.slice(2).flatMap(({ size, letter, bytes }) =>
  orders.map(({ A, R, order, load, store, class: timed }) =>
    row(`casp${order}`, `0 ${size === '11' ? '1' : '0'} 0010000 ${A} 1 Rs ${R} 11111 Rn Rt`, {
      name: `casp${order}_${letter}`,
      syntax: `<pair ${letter}s>, <pair ${letter}t>, [Xn|SP]`,
      feature: 'lse',
      valid: (f) => f.Rs % 2 === 0 && f.Rt % 2 === 0,
      does: (m, f) => {
        const width: Width = bytes === 8 ? 64 : 32;
        const low = m.xsp(f.Rn);
        const high = m.add(low, m.const(bytes));
        const wanted = [m.x(f.Rs, width), m.x(f.Rs + 1, width)] as const;
        const values = [m.x(f.Rt, width), m.x(f.Rt + 1, width)] as const;
        const old = [low, high].map((address, i) =>
          m.load(address, bytes, { ...load, aligned: i === 0 ? (bytes === 8 ? 16 : 8) : true, update: true }));
        const same = m.and(m.compare('eq', old[0]!, wanted[0]), m.compare('eq', old[1]!, wanted[1]));
        m.when(same, () => {
          m.store(low, values[0], bytes, { ...store, aligned: true });
          m.store(high, values[1], bytes, { ...store, aligned: true });
        });
        m.setX(f.Rs, old[0]!);
        m.setX(f.Rs + 1, old[1]!);
      },
      class: timed,
    }),
  ),
);

export const atomics = [...readModifyWrites, ...compareAndSwaps, ...compareAndSwapPairs];
