import { encode } from '@tracelab/arm64-machine';
import { expect, test } from 'vitest';
import { whyNotInSlot } from './probed-instruction.js';

function word(mnemonic: string, operands = ''): number {
  return encode(mnemonic, operands, { pc: 0n, evaluate: (expression) => BigInt(expression) }).word;
}

test.each([
  ['mov', 'x9, x30'],
  ['nop', ''],
  ['paciasp', ''],
  ['stp', 'x29, x30, [sp, #-16]!'],
  ['ldr', 'x0, [x1]'],
  ['mrs', 'x0, sp_el0'],
])('%s %s runs in a slot', (mnemonic, operands) => {
  expect(whyNotInSlot(word(mnemonic, operands), [])).toBeUndefined();
});

test.each([
  ['b', '8', '"b 0x8" has to be simulated'],
  ['cbz', 'x0, 8', '"cbz x0, 0x8" has to be simulated'],
  ['ret', '', '"ret" has to be simulated'],
  ['blr', 'x3', '"blr x3" has to be simulated'],
  ['adr', 'x0, 16', '"adr x0, 0x10" has to be simulated'],
  ['ldr', 'x0, 16', '"ldr x0, 0x10" has to be simulated'],
  ['eret', '', '"eret" cannot be stepped'],
  ['brk', '#4', '"brk #0x4" cannot be stepped'],
  ['msr', 'daifset, #2', '"msr daifset, #0x2" cannot be stepped'],
  ['ldxr', 'x0, [x1]', '"ldxr x0, [x1]" cannot be stepped'],
])('%s %s does not', (mnemonic, operands, why) => {
  expect(whyNotInSlot(word(mnemonic, operands), [])).toContain(why);
});

test('an instruction between a load-exclusive and its store-exclusive cannot be probed, one after them can', () => {
  const add = word('add', 'x0, x0, #1');
  const ldxr = word('ldxr', 'x0, [x1]');
  const stxr = word('stxr', 'w2, x0, [x1]');
  expect(whyNotInSlot(add, [ldxr])).toBe('"add x0, x0, #0x1" is inside a load-exclusive/store-exclusive sequence');
  expect(whyNotInSlot(add, [stxr, add, ldxr])).toBeUndefined();
});

test('a word that is no instruction is named', () => {
  expect(whyNotInSlot(0xffff_ffff, [])).toBe('0xffffffff is no instruction');
});
