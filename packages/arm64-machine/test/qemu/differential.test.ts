import { oracle } from '@tracelab/testing';
import { expect, test } from 'vitest';
import { comparableRows, compare, randomCase } from './differential.js';
import { Random } from './random.js';

const SEED = Number(process.env['TRACELAB_SEED'] ?? 1);
const PER_ROW = Number(process.env['TRACELAB_CASES_PER_ROW'] ?? 40);

oracle('qemu-aarch64')('the machine against qemu-aarch64', () => {
  test(`${PER_ROW} random cases of each row leave the same registers, flags and memory (seed ${SEED})`, () => {
    const random = new Random(SEED);
    const cases = comparableRows.flatMap((row) => Array.from({ length: PER_ROW }, () => randomCase(row, random) ?? []).flat());
    expect(cases.length).toBeGreaterThan(comparableRows.length);
    expect(compare(cases).map(({ text }) => text).slice(0, 20)).toEqual([]);
  }, 600_000);
});
