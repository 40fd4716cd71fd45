import type { PipelineTrace } from '../pipeline-trace.js';

/** A function begins or ends, at a cycle from the start of the trace. */
export interface CallEvent {
  readonly type: 'open' | 'close';
  /** Index of the frame. */
  readonly frame: number;
  readonly at: number;
}

/**
 * The calls of a trace by the time of retirement: from one instruction's to the next, the cycles belong to the next. Every
 * function that is opened is closed, in the opposite order; those still open at the end, there.
 */
export function callEvents({ rows, frames, cycles }: PipelineTrace): CallEvent[] {
  const events: CallEvent[] = [];
  const open: number[] = [];
  const settle = (chain: readonly number[], at: number): void => {
    let same = 0;
    while (same < open.length && open[same] === chain[same]) same++;
    while (open.length > same) events.push({ type: 'close', frame: open.pop()!, at });
    for (const frame of chain.slice(same)) {
      open.push(frame);
      events.push({ type: 'open', frame, at });
    }
  };
  let at = 0;
  for (const row of rows) {
    if (open.at(-1) !== row.frame) settle(callers(frames, row.frame), at);
    at += row.cycles;
  }
  settle([], cycles);
  return events;
}

/** Indices of the outermost caller down to the frame itself. */
function callers(frames: PipelineTrace['frames'], frame: number): number[] {
  const chain: number[] = [];
  for (let at: number | null = frame; at !== null; at = frames[at]!.caller) chain.unshift(at);
  return chain;
}
