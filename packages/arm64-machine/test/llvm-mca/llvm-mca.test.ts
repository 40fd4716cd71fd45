import { oracle } from '@tracelab/testing';
import { expect, test } from 'vitest';
import { cores } from '../../src/index.js';
import { cortexA72Llvm } from '../../src/timing/cores/cortex-a72-llvm.js';
import { blocks, overlapping, type Block } from './blocks.js';
import { llvmMcaPerIteration } from './llvm-mca.js';
import { straightLinePerCopy } from './straight-line.js';

const ITERATIONS = 200;
/** Cycles that the last copies may lie apart for want of a whole pattern. */
const ROUNDING = 0.02;

oracle('llvm-mca')('cycles with the numbers of LLVM', () => {
  const compare = (list: readonly Block[], apart: number): void => {
    const expected = llvmMcaPerIteration(
      list.map(({ text }) => text),
      ITERATIONS,
    );
    test.each(list.map((block, i) => ({ ...block, mca: expected[i]! })))('$name', ({ text, gap, mca }) => {
      const ours = straightLinePerCopy(cortexA72Llvm, text, ITERATIONS, apart);
      // A gap has to show, or its name is stale; and llvm-mca is the one that leaves something out.
      if (gap) expect(ours).toBeGreaterThan(mca + ROUNDING);
      else expect(Math.abs(ours - mca), `${ours} cycles, llvm-mca ${mca}`).toBeLessThanOrEqual(ROUNDING);
    });
  };
  compare(blocks, 64);
  compare(overlapping, 0);
});

test("at least 40 blocks are to be equal, and the data set is nobody's choice", () => {
  expect(blocks.filter(({ gap }) => gap === undefined).length).toBeGreaterThanOrEqual(40);
  expect(Object.values(cores)).not.toContain(cortexA72Llvm);
});
