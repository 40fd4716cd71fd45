import { beforeEach, expect, test } from 'vitest';
import { SLOT } from '../../src/cpu/state.js';
import { encode } from '../../src/isa/index.js';
import { Machine } from '../../src/machine.js';
import { numbersAt } from './comparison.js';

const CODE = 0xffff_0000_0800_0000n;
const POINTER = 0xffff_8000_1234_5678n;
const CODE_BITS = 0xff7f_0000_0000_0000n;

/** Calls a routine of these instructions on a core with pointer authentication. */
function call(machine: Machine, source: string, ...args: bigint[]): bigint {
  source.split(';').concat('ret').forEach((line, i) => {
    const [, mnemonic = '', operands = ''] = /^\s*(\S+)\s*(.*)$/s.exec(line)!;
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, encode(mnemonic, operands, numbersAt(0n)).word, true);
    machine.memory.writeBytes(CODE + BigInt(4 * i), bytes);
  });
  return machine.call(CODE, args);
}

/** Gives keys A and B of instructions different values, and sets SCTLR_EL1.EnIA and EnIB. */
const enableKeys = `movz x9, #0x5678; msr apiakeylo_el1, x9; movk x9, #0xfeed, lsl #48; msr apibkeylo_el1, x9;
  mov x9, #0xc0000000; msr sctlr_el1, x9; isb;`;

let machine: Machine;

beforeEach(() => {
  machine = new Machine({ features: ['pauth'] });
  machine.state.words[SLOT.el] = 1;
  machine.memory.map({ name: 'code', base: CODE, size: 0x1000, perms: 'rwx' });
});

test('a signed pointer carries a code, and authenticates with the same modifier', () => {
  const signed = call(machine, `${enableKeys} pacia x0, x1`, POINTER, 7n);
  expect(signed).not.toBe(POINTER);
  expect(signed & ~CODE_BITS).toBe(POINTER & ~CODE_BITS);
  expect(call(machine, 'autia x0, x1', signed, 7n)).toBe(POINTER);
  expect(call(machine, 'xpaci x0', signed)).toBe(POINTER);
});

test('with another modifier or key it becomes an address that faults', () => {
  const signed = call(machine, `${enableKeys} pacia x0, x1`, POINTER, 7n);
  expect(call(machine, 'autia x0, x1', signed, 8n)).toBe(0xbfff_8000_1234_5678n);
  expect(call(machine, 'autib x0, x1', signed, 7n)).toBe(0xdfff_8000_1234_5678n);
});

test('without the enable bit of SCTLR_EL1 nothing is signed', () => {
  expect(call(machine, 'pacia x0, x1; autia x0, x1', POINTER, 7n)).toBe(POINTER);
});

test('a frame that is signed on entry returns by RETAA', () => {
  expect(call(machine, `${enableKeys} paciasp; add x0, x0, #1; autiasp`, 41n)).toBe(42n);
  expect(call(machine, 'paciasp; add x0, x0, #1; retaa', 41n)).toBe(42n);
});
