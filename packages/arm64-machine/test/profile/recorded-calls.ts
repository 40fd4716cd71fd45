import { expect } from 'vitest';
import { asm } from '../../src/asm/index.js';
import type { Machine } from '../../src/machine.js';
import { PipelineRecorder, type PipelineTrace } from '../../src/profile/index.js';
import type { TimingModel } from '../../src/timing/index.js';
import { DATA, observed } from './run.js';

/** A call that waits for loads, for a store and for a product. */
export const text = asm`
main:   stp     x29, x30, [sp, #-16]!
        ldr     x1, [x0]
        add     x2, x1, #1
        str     w2, [x0]
        ldr     x3, [x0]
        bl      leaf
        ldp     x29, x30, [sp], #16
        ret
leaf:   mul     x4, x3, x3
        ret
`;

/** The second of two calls of `main`, marked as an iteration. */
export function record(model: TimingModel): PipelineTrace {
  let recorder: PipelineRecorder;
  const machine: Machine = observed(text, model, [(recorder = new PipelineRecorder(model, () => machine.symbols))]);
  machine.call('main', [DATA], 10_000);
  recorder.start();
  recorder.mark();
  const before = model.cycles;
  machine.call('main', [DATA], 10_000);
  const trace = recorder.take();
  expect(trace.cycles).toBe(model.cycles - before);
  return trace;
}
