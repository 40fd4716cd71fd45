import { readFileSync } from 'node:fs';
import { oracle } from '@tracelab/testing';
import { describe, expect, test } from 'vitest';
import { a64, assemble, cortexA72, createTimingModel, disassemble, linkAt, Machine, row, type Row } from '../../src/index.js';
import { widthOf } from '../../src/isa/table/operand-values.js';
import { cornerValue, Random } from '../qemu/random.js';
import { objdump } from './objdump.js';

/** The row of the page, which is JavaScript as it stands. */
const page = readFileSync(new URL('../../../../docs/adding-an-instruction.md', import.meta.url), 'utf8');
const source = /```ts\n([^]*?)```/.exec(page)![1]!;
const added = (new Function('row', 'widthOf', `return ${source.replace(/^\s*\/\/.*\n/, '')}`) as (...of: unknown[]) => Row)(row, widthOf);

const instructions = a64.with(added);
const CODE = 0x1_0000n;

function machineWith(text: string, timed: boolean): Machine {
  const machine = new Machine({ instructions, ...(timed && { timing: createTimingModel(cortexA72) }) });
  machine.memory.map({ name: 'code', base: CODE, size: 4096, perms: 'rx', el0: true });
  machine.memory.writeBytes(CODE, linkAt(assemble(text, { instructions }), CODE).bytes);
  return machine;
}

const WORD = parseInt(/decode --hex (\w+)/.exec(page)![1]!, 16);

describe('the page on adding an instruction', () => {
  test('has a word that the table leaves undefined', () => {
    expect(disassemble(WORD)).toBeUndefined();
    expect(() => assemble('abs x0, x1')).toThrow('unknown mnemonic "abs"');
  });

  test('has a row that decodes, prints and encodes it', () => {
    expect(instructions.decode(WORD)?.row).toBe(added);
    expect(instructions.disassemble(WORD)).toBe('abs\tx0, x1');
    expect([...assemble('abs x0, x1', { instructions }).sections[0]!.bytes]).toEqual([0x20, 0x20, 0xc0, 0xda]);
    expect(() => assemble('abs x0, w1', { instructions })).toThrow('abs: operand 2 "w1"');
  });

  test('has a row that the table could not hold twice', () => {
    expect(() => instructions.with(added)).toThrow('rows abs and abs overlap');
  });

  test('has a syntax that is read when it is added', () => {
    expect(() => a64.with({ ...added, syntax: 'Rd; Rn' })).toThrow('abs: syntax "Rd; Rn" is not in the notation');
  });

  test('has semantics', () => {
    const wide = machineWith('abs x0, x0\nret', false);
    const narrow = machineWith('abs w0, w0\nret', false);
    const random = new Random(1);
    for (let i = 0; i < 200; i++) {
      const value = cornerValue(random);
      const magnitude = (bits: number): bigint => {
        const signed = BigInt.asIntN(bits, value);
        return BigInt.asUintN(bits, signed < 0n ? -signed : signed);
      };
      expect([wide.call(CODE, [value]), narrow.call(CODE, [value])]).toEqual([magnitude(64), magnitude(32)]);
    }
  });

  test('has a timing class: a chain of them takes what a chain of additions takes', () => {
    const cyclesOf = (line: string): number => {
      const machine = machineWith(`${`${line}\n`.repeat(200)}ret`, true);
      machine.call(CODE, [1n]);
      const before = machine.cycles;
      machine.call(CODE, [1n]);
      return machine.cycles - before;
    };
    expect(cyclesOf('abs x0, x0')).toBe(cyclesOf('add x0, x0, #1'));
    expect(cyclesOf('abs x0, x0')).toBeGreaterThan(200);
    expect(cyclesOf('abs x1, x0')).toBeLessThan(150);
  });
});

oracle('aarch64-linux-gnu-objdump')('the row of the page', () => {
  test('prints as objdump prints it', () => {
    const words = Array.from({ length: 200 }, (_, i) => (added.value | ((i & 1) * 2 ** 31) | (i * 5 & 31) | ((i & 31) << 5)) >>> 0);
    const lines = objdump(words);
    expect(lines.map(({ word }) => instructions.disassemble(word))).toEqual(lines.map(({ text }) => text));
  });
});

