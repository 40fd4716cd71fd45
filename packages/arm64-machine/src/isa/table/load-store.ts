import {
  literal, registerOffset, unprivileged, unscaledOffset, unsignedOffset, writeBack, type Access,
} from './addressing.js';

type Bytes = 1 | 2 | 4 | 8;

function load(
  mnemonic: string, size: Access['size'], opc: Access['opc'], register: 'Wt' | 'Xt', bytes: Bytes, signed = false,
): Access {
  const width = register === 'Xt' ? 64 : 32;
  return {
    mnemonic, size, V: '0', opc, register, bytes,
    class: 'load',
    indexedClass: 'load-register-offset',
    transfer: (m, Rt, address, options) => {
      const loaded = m.load(address, bytes, options);
      const value = signed ? m.sext(loaded, bytes * 8, width) : loaded;
      return () => m.setX(Rt, value);
    },
  };
}

function store(mnemonic: string, size: Access['size'], register: 'Wt' | 'Xt', bytes: Bytes): Access {
  return {
    mnemonic, size, V: '0', opc: '00', register, bytes,
    class: 'store',
    indexedClass: 'store-register-offset',
    transfer: (m, Rt, address, options) => {
      m.store(address, m.x(Rt, register === 'Xt' ? 64 : 32), bytes, options);
      return () => {};
    },
  };
}

/** C6.2 STR ..., LDR ...: every mnemonic and size. */
const accesses: readonly Access[] = [
  store('strb', '00', 'Wt', 1),
  load('ldrb', '00', '01', 'Wt', 1),
  load('ldrsb', '00', '10', 'Xt', 1, true),
  load('ldrsb', '00', '11', 'Wt', 1, true),
  store('strh', '01', 'Wt', 2),
  load('ldrh', '01', '01', 'Wt', 2),
  load('ldrsh', '01', '10', 'Xt', 2, true),
  load('ldrsh', '01', '11', 'Wt', 2, true),
  store('str', '10', 'Wt', 4),
  load('ldr', '10', '01', 'Wt', 4),
  load('ldrsw', '10', '10', 'Xt', 4, true),
  store('str', '11', 'Xt', 8),
  load('ldr', '11', '01', 'Xt', 8),
];

/** C6.2 PRFM: Rt says what for; nothing is transferred. */
const prefetch: Access = {
  mnemonic: 'prfm', size: '11', V: '0', opc: '10', register: '<prefetch>', bytes: 8,
  class: 'prefetch',
  indexedClass: 'prefetch',
  transfer: (m, _Rt, address) => () => m.hint('prfm', address),
};

/** The loads whose address is a label, by their opc. */
const literals = [
  { ...load('ldr', '10', '00', 'Wt', 4), class: 'load-literal' },
  { ...load('ldr', '11', '01', 'Xt', 8), class: 'load-literal' },
  { ...load('ldrsw', '10', '10', 'Xt', 4, true), class: 'load-literal' },
  { ...prefetch, opc: '11' },
] as const;

export const loadStores = [
  ...[...accesses, prefetch].flatMap((access) => [
    unsignedOffset(access),
    unscaledOffset(access),
    registerOffset(access),
  ]),
  ...accesses.flatMap((access) => [...writeBack(access), unprivileged(access)]),
  ...literals.map(literal),
];
