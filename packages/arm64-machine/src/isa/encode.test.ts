import { expect, test } from 'vitest';
import { disassemble, encode, type EncodeContext } from './index.js';

const context: EncodeContext = {
  pc: 0x1000n,
  evaluate: (text) => (/^-?\d/.test(text) ? BigInt(text.replace(/^-(.*)/, '$1')) * (text.startsWith('-') ? -1n : 1n) : { symbol: text, addend: 0n }),
};

function assemble(instruction: string): string {
  const [, mnemonic = '', operands = ''] = /^(\S+)\s*(.*)$/.exec(instruction)!;
  return encode(mnemonic, operands, context).word.toString(16);
}

test.each([
  ['addd x0, x1, x2', 'unknown mnemonic "addd": did you mean add, adds?'],
  ['frobnicate', 'unknown mnemonic "frobnicate"'],
  ['add x0, x0, #5000', 'add: operand 3 "#5000": an immediate 0..4095, or a multiple of 4096 up to 4095*4096'],
  ['add x0, x1', 'add: nothing after "x0, x1": ","'],
  ['add', 'add: no operands: a register x0..x30 or sp, or w0..w30 or wsp, or a register x0..x30 or xzr, or w0..w30 or wzr'],
  ['adc x0, w1, x2', 'adc: operand 2 "w1": a register x0..x30 or xzr'],
  ['ldr x0, [x1, #32768]', 'ldr: operand 2 "[x1, #32768]": a multiple of 8, 0..32760, or an immediate -256..255'],
  ['ldr x0, [x1, x2, lsl #2]', 'ldr: operand 2 "[x1, x2, lsl #2]": an amount of 0 or 3'],
  ['ldr x0, [x1, w2]', 'ldr: operand 2 "[x1, w2]": uxtw or sxtw for a w register'],
  ['stp x0, x1, [sp, #-17]!', 'stp: operand 3 "[sp, #-17]!": a multiple of 8, -512..504'],
  ['and x0, x0, #5', 'and: operand 3 "#5": a logical immediate: a rotated run of ones, repeated every 2, 4, ... 64 bits'],
  ['lsl x0, x1, #64', 'lsl: operand 3 "#64": an immediate 0..63'],
  ['mov x0, #0x12345', 'mov: operand 2 "#0x12345": an immediate that one movz or movn can make, or a logical immediate: a rotated run of ones, repeated every 2, 4, ... 64 bits'],
  ['movz w0, #1, lsl #32', 'movz: operand 2 "#1": "lsl" by a multiple of 16 below 32'],
  ['b 0x1002', 'b: operand 1 "0x1002": a label at a multiple of 4 bytes within ±134217728 bytes'],
  ['tbz w0, #32, 0x1000', 'tbz: operand 2 "#32": a bit 0..31'],
  ['add x0, x1, symbol', 'add: operand 3 "symbol": an absolute value'],
  ['nop x0', 'nop: operand 1 "x0": no more operands'],
  ['dmb everything', 'dmb: operand 1 "everything": a barrier option sy, st, ld, ish, ishst, ishld, nsh, nshst, nshld, osh, oshst, oshld, or #0..#15'],
  ['msr spsel, #2', 'msr: "spsel, #2": the architecture leaves these operands unallocated'],
  ['cset x0, al', 'cset: operand 2 "al": a condition eq, ne, cs, hs, cc, lo, ul, mi, pl, vs, vc, hi, ls, ge, lt, gt, le'],
])('%s is refused', (instruction, message) => {
  expect(() => assemble(instruction)).toThrow(expect.objectContaining({ name: 'OperandError', message }));
});

test('text that asks for a value is read again where it may be another', () => {
  const encoded = (value: bigint): number => encode('add', 'x0, x1, #size', { pc: 0n, evaluate: () => value }).word;
  expect([encoded(1n), encoded(2n), encoded(1n)].map((word) => (word >>> 10) & 0xfff)).toEqual([1, 2, 1]);
  const branch = (pc: bigint): number => encode('b', '0x1000', { ...context, pc }).word;
  expect([branch(0x1000n), branch(0xffcn)]).toEqual([0x1400_0000, 0x1400_0001]);
});

test('an error points into the operands', () => {
  expect(() => encode('add', 'x0, x1, #5000', context)).toThrow(expect.objectContaining({ column: 8 }));
});

test('a label that is not known yet is left to the linker', () => {
  const relocation = { type: 'R_AARCH64_CALL26', symbol: 'memcpy', addend: 0n };
  expect(encode('bl', 'memcpy', context)).toEqual({ word: 0x94000000, relocation });
});

test('an expression may hold commas and brackets of its own', () => {
  const seen: string[] = [];
  const evaluate = (text: string): bigint => BigInt(seen.push(text));
  encode('add', "x0, x1, #(1 + (2 * 3)), lsl #(4 * 3)", { pc: 0n, evaluate: (text) => (evaluate(text) === 1n ? 7n : 12n) });
  encode('mov', "w0, #','", { pc: 0n, evaluate });
  expect(seen).toEqual(['(1 + (2 * 3))', '(4 * 3)', "','"]);
});

test('branch targets are named', () => {
  const symbols = (address: bigint): string => `memcpy+0x${(address - 0x1000n).toString(16)}`;
  expect(disassemble(0x54000041, 0x1000n, symbols)).toBe('b.ne\t0x1008 <memcpy+0x8>');
});
