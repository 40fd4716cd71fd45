import { Replay, TraceRecorder, type Core, type Trace } from '@tracelab/arm64-machine';
import type { BpfObject } from '@tracelab/bpf';
import { configurationId } from '../configuration.js';
import { prepare } from '../measure.js';
import type { Point } from '../space.js';
import { settle } from '../settle.js';
import { runToSteadyState } from '../steady-state.js';

/** One settled iteration of a configuration. What is executed depends on no number of a core, so it is recorded once. */
export interface Recording {
  readonly id: string;
  readonly trace: Trace;
}

/**
 * Runs a configuration until it has settled, and records its next iteration, or as many as it takes until costs repeat.
 *
 * @throws MachineFault where the simulated kernel went wrong
 */
export function record(point: Point, core: Core, object: BpfObject): Recording {
  const recorder = new TraceRecorder();
  const { kernel, iterate } = prepare({ ...point, core }, object, () => [recorder]);
  const { period = 1 } = settle(kernel, iterate);
  recorder.take();
  for (let i = 0; i < period; i++) iterate();
  return { id: configurationId(point), trace: recorder.take() };
}

/** Cycles per iteration, by the id of the configuration. */
export type Costs = Readonly<Record<string, number>>;

/** What recorded iterations cost on a core, once they have settled there; a function of what it is given alone. */
export function costsOn(core: Core, recordings: readonly Recording[]): Costs {
  return Object.fromEntries(recordings.map((recording) => [recording.id, replayedCycles(core, recording)]));
}

function replayedCycles(core: Core, { trace }: Recording): number {
  const replay = new Replay(core, trace);
  return runToSteadyState(() => {
    replay.pass();
    return { cycles: replay.timing.cycles, instructions: 0 };
  }).cycles;
}
