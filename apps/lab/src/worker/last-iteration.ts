import { STAGES, type PipelineTrace, type Stage } from '@tracelab/arm64-machine';
import type { PipelineLine } from './answer.js';

/** The last iteration of a trace by itself: cycles and rows count from its start. */
export function lastIteration({ rows, instructions, iterations }: PipelineTrace): PipelineLine[] {
  const first = iterations.at(-1) ?? 0;
  const start = rows[first - 1]?.retired ?? 0;
  return rows.slice(first).map(({ instruction, frame: _frame, waitedFor, ...row }) => {
    const { symbol, offset, text } = instructions[instruction]!;
    const stages = Object.fromEntries(STAGES.map((stage) => [stage, row[stage] - start])) as Record<Stage, number>;
    return { ...row, ...stages, symbol, offset, text, waitedFor: waitedFor === null || waitedFor < first ? null : waitedFor - first };
  });
}
