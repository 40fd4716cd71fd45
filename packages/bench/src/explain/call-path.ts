import { chainOf, type PipelineTrace } from '@tracelab/arm64-machine';
import type { PathStep } from './explanation.js';
import { Spending } from './spending.js';

/**
 * The way of control through one iteration: a step for each stretch in one function, in the order of execution. Their
 * cycles add up to those of the iteration.
 *
 * @param iteration index; the last unless stated
 */
export function callPath(trace: PipelineTrace, iteration = trace.iterations.length - 1): PathStep[] {
  const { rows, frames, instructions, iterations } = trace;
  const steps: PathStep[] = [];
  const end = iterations[iteration + 1] ?? rows.length;
  let at = iterations[iteration]!;
  let before: number | undefined;
  while (at < end) {
    const { frame, instruction } = rows[at]!;
    const spending = new Spending();
    for (; at < end && rows[at]!.frame === frame; at++) spending.add(rows[at]!);
    const depth = chainOf(trace, frame).length - 1;
    const by = before === undefined ? 'start' : arrival(frames, before, frame);
    steps.push({ symbol: frames[frame]!.name, offset: instructions[instruction]!.offset, depth, by, ...spending.per(1) });
    before = frame;
  }
  return steps;
}

function arrival(frames: PipelineTrace['frames'], from: number, to: number): PathStep['by'] {
  if (isBelow(frames, from, to)) return 'call';
  return isBelow(frames, to, from) ? 'return' : 'jump';
}

/** Whether `frame` has `caller` among its callers. */
function isBelow(frames: PipelineTrace['frames'], caller: number, frame: number): boolean {
  for (let at = frames[frame]!.caller; at !== null; at = frames[at]!.caller) if (at === caller) return true;
  return false;
}
