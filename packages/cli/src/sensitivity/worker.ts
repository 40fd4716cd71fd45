import type { Core } from '@tracelab/arm64-machine';
import { costsOn, type Costs, type Recording } from '@tracelab/bench';

export interface Task {
  readonly core: Core;
  readonly recordings: readonly Recording[];
}

/** A worker thread's part: recordings on one variant of a core. */
export default function evaluate({ core, recordings }: Task): Costs {
  return costsOn(core, recordings);
}
