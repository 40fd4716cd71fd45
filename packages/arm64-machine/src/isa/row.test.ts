import { expect, test } from 'vitest';
import { Decoder } from './decoder.js';
import { row, type Bits, type FieldsOf } from './row.js';

const add = row('add', 'sf 0 0 100010 sh imm12 Rn Rd', { syntax: '', does: () => {}, class: 'alu' });

test('a pattern is fixed bits and fields, from bit 31 down', () => {
  expect([add.mask, add.value]).toEqual([0x7f800000, 0x11000000]);
  expect(add.layout).toContainEqual({ name: 'imm12', shift: 10, width: 12 });
});

test('bits that should have a value are encoded, and not looked at', () => {
  const { mask, value } = row('x', '(11111) 000 imm16 00000000', { syntax: '', does: () => {}, class: 'alu' });
  expect([mask, value]).toEqual([0x070000ff, 0xf8000000]);
});

test('a pattern of other than 32 bits is refused', () => {
  expect(() => row('x', 'sf Rd', { syntax: '', does: () => {}, class: 'alu' })).toThrow(
    'x: pattern "sf Rd" has 6 bits instead of 32',
  );
});

test('the fields of a pattern are known to the compiler, those of a computed one too', () => {
  type Fields = FieldsOf<`${Bits} 111 op:2 ${Bits} Rn Rd`>;
  const names: Record<keyof Fields, true> = { op: true, Rn: true, Rd: true };
  expect(Object.keys(names)).toHaveLength(3);
  // @ts-expect-error The pattern has no field Rm.
  row('x', 'sf 0000000000000000000000000 imm5 0', { syntax: '', does: (m, f) => m.x(f.Rm), class: 'alu' });
});

test('rows that one word could be meant by are refused, and both named', () => {
  const twin = row('twin', '0 0 0 100010 0 imm12 Rn Rd', { syntax: '', does: () => {}, class: 'alu' });
  expect(() => new Decoder([add, twin])).toThrow(/^rows add and twin overlap: /);
});

test('a word is a hint to a core without the feature of the row that lies over it', () => {
  const hint = row('hint', '1101010100 0 00 011 0010 imm7 11111', { syntax: '', does: () => {}, class: 'hint' });
  const paciasp = row('paciasp', '1101010100 0 00 011 0010 0011 001 11111', {
    syntax: '', does: () => {}, class: 'pauth', feature: 'pauth', overlays: true,
  });
  const decoder = new Decoder([hint, paciasp]);
  expect(decoder.decode(0xd503233f, new Set(['pauth']))?.row).toBe(paciasp);
  expect(decoder.decode(0xd503233f, new Set())?.row).toBe(hint);
  expect(decoder.decode(0xd503233f)?.row).toBe(paciasp);
  expect(decoder.decode(0xd503201f)?.row).toBe(hint);
});

test('a field that comes twice must be the same twice', () => {
  const twice = row('twice', 'sf 0000000000 sf 00000000000000000000', { syntax: '', does: () => {}, class: 'alu' });
  const decoder = new Decoder([twice]);
  expect(decoder.decode(0x80100000)?.fields).toEqual({ sf: 1 });
  expect(decoder.decode(0x80000000)).toBeUndefined();
});
