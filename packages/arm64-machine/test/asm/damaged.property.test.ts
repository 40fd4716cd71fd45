import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assemble, AssemblyError } from '../../src/asm/index.js';

/** Fixed, so that a run repeats; a failure prints it with the path to the smallest counterexample. */
const seed = Number(process.env['TRACELAB_SEED'] ?? 20221);

const corpus = new URL('corpus/', import.meta.url);
const lines = readdirSync(corpus).flatMap((name) => readFileSync(new URL(name, corpus), 'utf8').split('\n'));

/** A line of the corpus with a few characters replaced or taken out. */
const damagedLine = fc
  .tuple(
    fc.constantFrom(...lines),
    fc.array(fc.tuple(fc.nat(60), fc.constantFrom('', ...'"\'\\,;:()[]{}#=+-.@%!1x\u00e9')), { maxLength: 3 }),
  )
  .map(([line, changes]) => changes.reduce((text, [at, by]) => text.slice(0, at) + by + text.slice(at + 1), line));

test('whatever the source, the result is an object or an AssemblyError with places in it', () => {
  fc.assert(
    fc.property(fc.array(damagedLine, { minLength: 1, maxLength: 12 }), (source) => {
      try {
        assemble(source.join('\n'), { name: 'damaged.S' });
      } catch (error) {
        if (!(error instanceof AssemblyError)) throw error;
        for (const { place, message } of error.diagnostics) {
          expect(place.line).toBeLessThanOrEqual(source.length);
          expect(message).not.toMatch(/\n|undefined is not|is not a function|Cannot (?:read|convert|mix)/);
        }
      }
    }),
    { seed, numRuns: 500 },
  );
});
