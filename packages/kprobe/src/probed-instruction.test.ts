import { encode } from '@tracelab/arm64-machine';
import { expect, test } from 'vitest';
import { executionOf } from './probed-instruction.js';

function word(mnemonic: string, operands = ''): number {
  return encode(mnemonic, operands, { pc: 0n, evaluate: (expression) => BigInt(expression) }).word;
}

test.each([
  ['mov', 'x9, x30'],
  ['nop', ''],
  ['bti', 'c'],
  ['paciasp', ''],
  ['xpaclri', ''],
  ['stp', 'x29, x30, [sp, #-16]!'],
  ['ldr', 'x0, [x1]'],
  ['ldar', 'x0, [x1]'],
  ['ldadd', 'x0, x1, [x2]'],
  ['mrs', 'x0, sp_el0'],
  ['mrs', 'x0, nzcv'],
  ['dmb', 'ish'],
  ['isb', ''],
  ['dc', 'civac, x0'],
  ['prfm', 'pldl1keep, [x0]'],
])('%s %s runs in a slot', (mnemonic, operands) => {
  expect(executionOf(word(mnemonic, operands), [])).toEqual({ in: 'slot' });
});

test.each([
  ['b', '8', 'simulate_b_bl'],
  ['bl', '8', 'simulate_b_bl'],
  ['b.ne', '8', 'simulate_b_cond'],
  ['cbz', 'x0, 8', 'simulate_cbz_cbnz'],
  ['cbnz', 'w0, 8', 'simulate_cbz_cbnz'],
  ['tbz', 'x0, #33, 8', 'simulate_tbz_tbnz'],
  ['tbnz', 'w0, #3, 8', 'simulate_tbz_tbnz'],
  ['ret', '', 'simulate_br_blr_ret'],
  ['br', 'x3', 'simulate_br_blr_ret'],
  ['blr', 'x3', 'simulate_br_blr_ret'],
  ['adr', 'x0, 16', 'simulate_adr_adrp'],
  ['adrp', 'x0, 4096', 'simulate_adr_adrp'],
  ['ldr', 'x0, 16', 'simulate_ldr_literal'],
  ['ldr', 'w0, 16', 'simulate_ldr_literal'],
  ['ldrsw', 'x0, 16', 'simulate_ldrsw_literal'],
])('%s %s is simulated', (mnemonic, operands, routine) => {
  expect(executionOf(word(mnemonic, operands), [])).toEqual({ in: 'simulation', routine });
});

test.each([
  ['eret', '', '"eret" cannot be stepped: it generates an exception or returns from one'],
  ['svc', '#0', '"svc #0x0" cannot be stepped: it generates'],
  ['brk', '#4', '"brk #0x4" cannot be stepped: it generates'],
  ['hlt', '#0', '"hlt #0x0" cannot be stepped: it generates'],
  ['msr', 'daifset, #2', '"msr daifset, #0x2" cannot be stepped: it writes a system register'],
  ['msr', 'sp_el0, x0', '"msr sp_el0, x0" cannot be stepped: it writes a system register'],
  ['mrs', 'x0, daif', '"mrs x0, daif" cannot be stepped: PSTATE.DAIF is not its own in a slot'],
  ['ldxr', 'x0, [x1]', '"ldxr x0, [x1]" cannot be stepped: the exception on the way to it clears the exclusive monitor'],
  ['stlxr', 'w2, x0, [x1]', '"stlxr w2, x0, [x1]" cannot be stepped: the exception'],
  ['autiasp', '', '"autiasp" cannot be stepped: of the hints only NOP, BTI, PAC and XPACLRI can'],
  ['wfi', '', '"wfi" cannot be stepped: of the hints'],
  ['yield', '', '"yield" cannot be stepped: of the hints'],
  ['csdb', '', '"csdb" cannot be stepped: of the hints'],
  ['retaa', '', '"retaa" is a branch that authenticates, which nothing simulates'],
  ['blraaz', 'x3', '"blraaz x3" is a branch that authenticates'],
  ['ldr', 'q0, 16', '"ldr q0, 0x10" is PC-relative, and nothing simulates it'],
])('%s %s is refused', (mnemonic, operands, why) => {
  expect(executionOf(word(mnemonic, operands), [])).toEqual({ refused: expect.stringContaining(why) });
});

test('an instruction between a load-exclusive and its store-exclusive cannot be probed, one after them can', () => {
  const add = word('add', 'x0, x0, #1');
  const cbnz = word('cbnz', 'x0, 8');
  const ldxr = word('ldxr', 'x0, [x1]');
  const stxr = word('stxr', 'w2, x0, [x1]');
  expect(executionOf(add, [ldxr])).toEqual({ refused: '"add x0, x0, #0x1" is inside a load-exclusive/store-exclusive sequence' });
  expect(executionOf(cbnz, [add, ldxr])).toEqual({ refused: '"cbnz x0, 0x8" is inside a load-exclusive/store-exclusive sequence' });
  expect(executionOf(add, [stxr, add, ldxr])).toEqual({ in: 'slot' });
  expect(executionOf(add, [...Array.from({ length: 32 }, () => add), ldxr])).toEqual({ in: 'slot' });
});

test('a word that is no instruction is named', () => {
  expect(executionOf(0xffff_ffff, [])).toEqual({ refused: '0xffffffff is no instruction' });
});
