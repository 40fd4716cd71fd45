import type { Kernel } from '@tracelab/kernel';
import { runToSteadyState, type Steady } from './steady-state.js';

/** Runs iterations on a kernel until its core takes the same for each. */
export function settle({ machine }: Pick<Kernel, 'machine'>, iterate: () => void): Steady {
  return runToSteadyState(() => {
    iterate();
    return { cycles: machine.timing!.cycles, instructions: machine.processor.retired };
  });
}
