import { readObject, triggerObject } from '@tracelab/bpf';
import { expect, test } from 'vitest';
import { comparePathsAt, PATHS, printPaths } from '../src/index.js';

const object = readObject(triggerObject);

test.each(Object.keys(PATHS) as (keyof typeof PATHS)[])(
  '%s: every routine takes as many instructions, loads, stores and atomics as counted on real kernels, within 15 percent',
  (point) => {
    const report = comparePathsAt(point, object);
    const added = report.compared.filter(({ row }) => point === 'base' || !PATHS.base.includes(row));
    console.log(`${point === 'base' ? 'base' : `added by ${point}`}\n${printPaths({ ...report, compared: added })}\n`);
    expect(report.compared.filter(({ within }) => !within)).toEqual([]);
    expect(report.compared.filter(({ executed, column }) => column === 'insn' && executed === 0)).toEqual([]);
  },
);

test('a difference is declared with its reason, and is never the larger part of a length', () => {
  for (const { symbols, insn, difference } of Object.values(PATHS).flat()) {
    if (!difference) continue;
    expect(difference.why, symbols.join()).not.toBe('');
    if (insn !== undefined) expect(Math.abs(difference.insn ?? 0), symbols.join()).toBeLessThan(0.65 * insn);
  }
});

test('two exceptions of a kprobe hit are counted as two', () => {
  const vectors = PATHS.kprobe.find(({ symbols }) => symbols[0] === 'vectors')!;
  expect(vectors.insn).toBe(8 + 7 + 7);
  const dispatch = PATHS.kprobe.find(({ symbols }) => symbols[0] === 'do_debug_exception')!;
  expect(dispatch).toMatchObject({ insn: 62, ld: 14, st: 8, difference: { insn: 16, ld: 4, st: 4, why: 'the preempt count is kept' } });
});
