import { PipelineRecorder, type PipelineTrace } from '@tracelab/arm64-machine';
import type { BpfObject } from '@tracelab/bpf';
import type { Kernel } from '@tracelab/kernel';
import { measure, prepare, type Measured } from '../measure.js';
import type { Steady } from '../steady-state.js';
import { placeText, runningCode, type RunningCode } from './running-code.js';

/** Iterations of a configuration, instruction by instruction, and the kernel that ran them. */
export interface Recorded {
  readonly steady: Steady;
  readonly trace: PipelineTrace;
  readonly kernel: Kernel;
  readonly code: RunningCode;
}

/**
 * Records the very iterations that `measure` gives the mean of, or `iterations` from the first of them on: a configuration
 * is run twice, as nobody knows before the end where that is, and the second run is the first.
 *
 * @throws MissedHitsError, or MachineFault where the simulated kernel went wrong
 */
export function record(configuration: Measured, object: BpfObject, iterations?: number): Recorded {
  const steady = measure(configuration, object);
  let recorder: PipelineRecorder;
  const { kernel, iterate } = prepare(configuration, object, ({ machine, symbols }) => [
    (recorder = new PipelineRecorder(machine.timing!, () => symbols)),
  ]);
  for (let i = steady.iterations - steady.over; i > 0; i--) iterate();
  recorder!.start();
  for (let i = iterations ?? steady.over; i > 0; i--) {
    recorder!.mark();
    iterate();
  }
  const code = runningCode(kernel);
  return { steady, trace: recorder!.take((place) => placeText(code, place)), kernel, code };
}
