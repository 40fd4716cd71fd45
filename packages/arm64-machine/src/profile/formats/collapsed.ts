import { foldedStacks } from '../call-tree.js';
import { chainOf, type PipelineTrace } from '../pipeline-trace.js';

/** `outer;inner CYCLES`, a line for each chain of callers: what flamegraph.pl, speedscope and others read. */
export function collapsed(trace: PipelineTrace): string {
  const cycles = trace.frames.map(() => 0);
  for (const row of trace.rows) cycles[row.frame]! += row.cycles;
  return `${foldedStacks(trace.frames.map((_, frame) => ({ chain: chainOf(trace, frame), cycles: cycles[frame]! })))}\n`;
}
