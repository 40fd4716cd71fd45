import type { Kernel } from '@tracelab/kernel';
import { ALONE, AMONG_OTHERS, runToSteadyState, type Steady } from './steady-state.js';

/** Runs iterations of CPU 0 until it takes the same for each; where other CPUs run as well, for long enough that a mean is good. */
export function settle({ machine, cluster }: Kernel, iterate: () => void): Steady {
  return runToSteadyState(() => {
    iterate();
    return { cycles: machine.timing!.cycles, instructions: machine.processor.retired };
  }, cluster.cores.length === 1 ? ALONE : AMONG_OTHERS);
}
