import { oracle } from '@tracelab/testing';
import { expect, test } from 'vitest';
import { decode } from '../../src/isa/index.js';
import { instructionCase, sequenceCase } from './cases.js';
import { compare } from './differential.js';
import { Random } from './random.js';
import type { Case } from './slot.js';
import { comparableRows, FEATURES } from './words.js';

const SEED = Number(process.env['TRACELAB_SEED'] ?? 1);
/** Cases in all, half of them sequences. `npm run oracle:qemu -- --count N --seed S` sets both. */
const COUNT = Number(process.env['TRACELAB_COUNT'] ?? 8_000);

/** Cases that share a memory and a run of qemu. */
const BATCH = 20_000;

oracle('qemu-aarch64', 'aarch64-linux-gnu-as', 'aarch64-linux-gnu-ld')('the machine against qemu-aarch64', () => {
  test(`${COUNT} instructions and short sequences leave the same registers, flags and memory (seed ${SEED})`, () => {
    const random = new Random(SEED);
    const missing = new Set(comparableRows);
    const compareAll = (count: number, make: (i: number) => Case | undefined): void => {
      for (let done = 0; done < count; ) {
        const cases: Case[] = [];
        for (; cases.length < Math.min(BATCH, count - done); ) {
          const one = make(done + cases.length);
          if (!one) continue;
          cases.push(one);
          missing.delete(decode(one.words[0]!, FEATURES)!.row); // surely executed, unlike what follows a branch
        }
        expect(compare(cases).slice(0, 20)).toEqual([]);
        done += cases.length;
      }
    };
    compareAll(Math.ceil(COUNT / 2), (i) => instructionCase(comparableRows[i % comparableRows.length]!, random));
    compareAll(Math.floor(COUNT / 2), () => sequenceCase(random));
    expect([...missing].map(({ name }) => name)).toEqual([]);
  }, 1_800_000);
});
