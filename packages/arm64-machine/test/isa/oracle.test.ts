import { oracle } from '@tracelab/testing';
import { expect, test } from 'vitest';
import { rows } from '../../src/isa/index.js';
import { Random } from '../qemu/random.js';
import { compareRoundTrip, compareWithObjdump, wordsOf } from './comparison.js';

const SEED = Number(process.env['TRACELAB_SEED'] ?? 1);
/** Words over all rows, and words of random bits. `npm run oracle:isa -- --count N --seed S` sets both. */
const COUNT = Number(process.env['TRACELAB_COUNT'] ?? 40_000);

const BATCH = 200_000;

const random = new Random(SEED);

oracle('aarch64-linux-gnu-objdump')('the table against objdump', () => {
  test(`${COUNT} words over ${rows.length} rows print as objdump prints them, and encode again (seed ${SEED})`, () => {
    const words = rows.flatMap((row) => wordsOf(row, Math.ceil(COUNT / rows.length), random));
    expect(words.length).toBeGreaterThan(0.9 * COUNT);
    expect(compareWithObjdump(words).slice(0, 20)).toEqual([]);
    expect(compareRoundTrip(words).slice(0, 20)).toEqual([]);
  }, 600_000);

  test(`${COUNT} random words are instructions where objdump says so (seed ${SEED})`, () => {
    for (let done = 0; done < COUNT; done += BATCH) {
      const words = Array.from({ length: Math.min(BATCH, COUNT - done) }, () => random.below(2 ** 32));
      expect(compareWithObjdump(words).slice(0, 20)).toEqual([]);
    }
  }, 600_000);
});
