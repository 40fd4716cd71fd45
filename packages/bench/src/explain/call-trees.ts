import { callEvents, type PipelineTrace } from '@tracelab/arm64-machine';
import type { CallTree } from './explanation.js';
import { Spending } from './spending.js';

/** The functions of a trace under their callers, per iteration. */
export function callTrees(trace: PipelineTrace): CallTree[] {
  const iterations = trace.iterations.length;
  const self = trace.frames.map(() => new Spending());
  for (const row of trace.rows) self[row.frame]!.add(row);
  const calls = entries(trace);
  const build = (caller: number | null): { tree: CallTree; inclusive: Spending }[] =>
    trace.frames.flatMap(({ name, caller: its }, frame) => {
      if (its !== caller) return [];
      const below = build(frame);
      const inclusive = new Spending();
      inclusive.addAll(self[frame]!);
      for (const one of below) inclusive.addAll(one.inclusive);
      const tree: CallTree = {
        name,
        calls: calls[frame]! / iterations,
        self: self[frame]!.per(iterations),
        inclusive: inclusive.per(iterations),
        children: sorted(below.map((one) => one.tree)),
      };
      return [{ tree, inclusive }];
    });
  return sorted(build(null).map(({ tree }) => tree));
}

/** How often control came into each frame from its caller. */
export function entries(trace: PipelineTrace): number[] {
  const counts = trace.frames.map(() => 0);
  for (const { type, frame } of callEvents(trace)) if (type === 'open') counts[frame]!++;
  return counts;
}

function sorted(trees: readonly CallTree[]): CallTree[] {
  return [...trees].sort((a, b) => b.inclusive.cycles - a.inclusive.cycles || (a.name < b.name ? -1 : 1));
}
