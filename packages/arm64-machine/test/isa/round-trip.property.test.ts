import fc from 'fast-check';
import { expect, test } from 'vitest';
import { a64, decode, disassemble, encode, rows } from '../../src/index.js';
import { numbersAt } from './comparison.js';

/** Fixed, so that a run repeats; a failure prints it with the path to the smallest counterexample. */
const seed = Number(process.env['TRACELAB_SEED'] ?? 4096);

const word = fc
  .tuple(fc.constantFrom(...rows), fc.nat(2 ** 32 - 1))
  .map(([row, fill]) => ((fill & ~row.mask) | (row.value & row.mask)) >>> 0)
  .filter((one) => decode(one) !== undefined);
/** Where instructions are: anywhere, multiples of 4. */
const address = fc.bigInt({ min: 0n, max: 2n ** 62n - 1n }).map((quarter) => quarter * 4n);

test('the text of a word encodes to a word with the same text', () => {
  fc.assert(
    fc.property(word, address, (one, pc) => {
      const text = disassemble(one, pc)!;
      const [mnemonic = '', operands = ''] = text.split('\t');
      const again = encode(mnemonic, operands, numbersAt(pc)).word;
      // Not the word itself: bits that are not looked at, and those of a bitmask's immr beyond its element, may differ.
      expect(disassemble(again, pc)).toBe(text);
    }),
    { seed, numRuns: 5000 },
  );
});

test('upper case and spaces change nothing', () => {
  fc.assert(
    fc.property(word, fc.constantFrom('', ' ', '\t', '  '), (one, space) => {
      const [mnemonic = '', operands = ''] = disassemble(one)!.split('\t');
      const spread = operands.replace(/[,[\]]/g, (mark) => `${space}${mark}${space}`);
      const plain = encode(mnemonic, operands, numbersAt(0n));
      expect(encode(mnemonic.toUpperCase(), spread, numbersAt(0n))).toEqual(plain);
    }),
    { seed, numRuns: 2000 },
  );
});

test('whatever the word, decoding gives fields that put it together again, or nothing', () => {
  fc.assert(
    fc.property(fc.nat(2 ** 32 - 1), (one) => {
      const instruction = a64.decode(one);
      if (!instruction) return;
      const { row, fields } = instruction;
      expect((one & row.mask) >>> 0).toBe((row.value & row.mask) >>> 0);
      for (const { name, shift, width } of row.layout) expect(fields[name]).toBe(Math.floor(one / 2 ** shift) % 2 ** width);
    }),
    { seed, numRuns: 20_000 },
  );
});
