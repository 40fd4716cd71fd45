import { STAGES, type Stage, type Wait } from '@tracelab/arm64-machine';
import type { PipelineLine } from '../worker/answer.js';
import { causeClass } from './causes.js';

/** Part of an instruction's way, in cycles of its own side: from a stage to the next. */
export interface Span {
  /** The stage that it ends with; `fetched` where the front end stood still before the instruction. */
  readonly before: Stage;
  readonly from: number;
  readonly to: number;
  /** What made it long, where something did. */
  readonly wait: Wait | null;
}

/** The way of an instruction, without the stages that it passed at once. */
export function spansOf(line: PipelineLine): Span[] {
  const waitFor = (stage: Stage): Wait | null => line.waits.find(({ before }) => before === stage) ?? null;
  const stalled = waitFor('fetched');
  const fetch: Span[] = stalled ? [{ before: 'fetched', from: line.fetched - stalled.cycles, to: line.fetched, wait: stalled }] : [];
  const stages = STAGES.slice(1).map((before, i): Span => ({ before, from: line[STAGES[i]!], to: line[before], wait: waitFor(before) }));
  return [...fetch, ...stages].filter(({ from, to }) => to > from);
}

export function spanAt(line: PipelineLine, cycle: number): Span | undefined {
  return spansOf(line).find(({ from, to }) => cycle >= from && cycle < to);
}

/** Class of its colour: the cause's, else the stage's. */
export function inkOf({ wait, before }: Span): string {
  return wait ? `wait ${causeClass(wait.cause)}` : `stage ${before}`;
}
