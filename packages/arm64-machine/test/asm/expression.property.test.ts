import { gnuObjectFile, gnuSection, oracle } from '@tracelab/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assemble } from '../../src/asm/index.js';

/** Fixed, so that a run repeats; a failure prints it with the path to the smallest counterexample. */
const seed = Number(process.env['TRACELAB_SEED'] ?? 20221);

const number = fc.oneof(
  fc.nat(9).map(String),
  fc.bigInt(0n, 2n ** 63n - 1n).map((value) => `0x${value.toString(16)}`),
  fc.nat(0o777).map((value) => `0${value.toString(8)}`),
  fc.constantFrom("'a'", 'five', '(end - start)', '0b1011'),
);

const expression = fc.letrec<{ whole: string }>((tie) => ({
  whole: fc.oneof(
    { maxDepth: 5, depthSize: 'medium' },
    number,
    fc.tuple(fc.constantFrom('-', '~', '+'), tie('whole')).map(([operator, of]) => `${operator}(${of})`),
    // `a !!b` is MRI's exclusive or to GNU as.
    tie('whole').map((of) => `(!(${of}))`),
    tie('whole').map((inner) => `(${inner})`),
    fc
      .tuple(
        tie('whole'),
        fc.constantFrom('+', '-', '*', '|', '&', '^', '!', '==', '<>', '!=', '<', '<=', '>', '>=', '&&', '||'),
        tie('whole'),
      )
      .map(([left, operator, right]) => `${left} ${operator} ${right}`),
    // Division by zero is an error, and shifts out of the word a warning.
    fc
      .tuple(tie('whole'), fc.constantFrom('/', '%'), fc.integer({ min: 1, max: 1000 }))
      .map((parts) => parts.join(' ')),
    fc.tuple(tie('whole'), fc.constantFrom('<<', '>>'), fc.nat(63)).map((parts) => parts.join(' ')),
  ),
})).whole;

oracle('aarch64-linux-gnu-as')('GNU as', () => {
  test('computes the same values of expressions', () => {
    const hundred = fc.array(expression, { minLength: 100, maxLength: 100 });
    fc.assert(
      fc.property(hundred, (expressions) => {
        const source = `.data\n.set five, 5\n${expressions.map((text) => `.quad ${text}\n`).join('')}start: .zero 12\nend:\n`;
        expect(quads(assemble(source).sections.find(({ name }) => name === '.data')!.bytes)).toEqual(
          quads(gnuSection(gnuObjectFile(source), '.data')),
        );
      }),
      { seed, numRuns: 10 },
    );
  });
});

function quads(bytes: Uint8Array): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length >> 3 }, (_, i) => view.getBigUint64(8 * i, true).toString(16));
}
