import { chainOf, type PipelineRecorder, type PipelineTrace } from '@tracelab/arm64-machine';
import { Spending } from '../explain/spending.js';
import type { Cost } from '../result.js';
import type { Steady } from '../steady-state.js';
import type { RunCost } from './result.js';

/** Of a recording: about 500 bytes each. */
const MOST_ROWS = 2_000_000;

/**
 * What a pass of a settled kernel goes to: recorded over as many passes as the cost takes to repeat, or as many as there is memory for.
 *
 * @param programs symbols of the programs and their parts
 */
export function splitCost(base: Cost, traced: Steady, recorder: PipelineRecorder, pass: () => void, programs: ReadonlySet<string>): RunCost {
  const passes = Math.max(1, Math.min(traced.period ?? 1, Math.floor(MOST_ROWS / traced.instructions)));
  recorder.start();
  for (let i = 0; i < passes; i++) {
    recorder.mark();
    pass();
  }
  const { body, runs } = inPrograms(recorder.take(), programs);
  const perPass = { cycles: body.cycles / passes, instructions: body.instructions / passes };
  return {
    base,
    traced: { cycles: traced.cycles, instructions: traced.instructions },
    body: perPass,
    dispatch: {
      cycles: traced.cycles - base.cycles - perPass.cycles,
      instructions: traced.instructions - base.instructions - perPass.instructions,
    },
    runs: runs / passes,
    period: traced.period,
  };
}

/** What was spent in programs and below them, and how often control entered one from outside. */
function inPrograms(trace: PipelineTrace, programs: ReadonlySet<string>): { body: Cost; runs: number } {
  const isBody = trace.frames.map((_, frame) => chainOf(trace, frame).some((name) => programs.has(name)));
  const body = new Spending();
  for (const row of trace.rows) if (isBody[row.frame]) body.add(row);
  return { body: body.per(1), runs: entriesFromOutside(trace, isBody) };
}

function entriesFromOutside({ rows }: PipelineTrace, isBody: readonly boolean[]): number {
  let runs = 0;
  let inside = false;
  for (const { frame } of rows) {
    const now = isBody[frame]!;
    if (now && !inside) runs++;
    inside = now;
  }
  return runs;
}
