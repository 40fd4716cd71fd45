import type { Machine } from '@tracelab/arm64-machine';
import type { Kernel, UserProgram } from '@tracelab/kernel';

/** Instructions after which an iteration counts as runaway: a hundred times the longest. */
const ITERATION_LIMIT = 1_000_000;

/** Calls of each other core during one of CPU 0 after which it counts as starved. */
const STARVED_AFTER = 64;

/** A core that no longer gets on, as others always win the line that all of them write. */
export class StarvedCoreError extends Error {
  constructor(cores: number) {
    super(`CPU 0 of ${cores} starves: the others called ${STARVED_AFTER} times each while it called once; fewer cores get on`);
  }
}

/** A user program that has begun, on each CPU. */
export interface Loop {
  /** Runs CPU 0 from one start of an iteration to the next; others do the same meanwhile. @throws StarvedCoreError */
  readonly iterate: () => void;
  /** Since the loop began, on all CPUs. */
  readonly calls: () => Calls;
}

/** Calls of a loop: those that have returned, and CPUs other than CPU 0 that may be in one. */
export interface Calls {
  readonly done: number;
  readonly underWay: number;
}

/** Runs user mode of each CPU; CPU 0 up to its first iteration. */
export function startLoop(kernel: Kernel, loop: UserProgram): Loop {
  kernel.loadUser(loop.text, loop.entry);
  const { machine, cluster, symbols } = kernel;
  for (const { processor } of cluster.cores) processor.breakpoints.add(symbols.lookup(loop.iteration));
  const isAlone = cluster.cores.length === 1;
  const starts = cluster.cores.map(() => 0);
  const runToStart = (): Machine => {
    if (!isAlone) return cluster.run(ITERATION_LIMIT).core;
    machine.run(ITERATION_LIMIT);
    return machine;
  };
  const iterate = (): void => {
    for (let core, turns = 0; core !== machine; starts[core.number]!++) {
      if (turns++ > STARVED_AFTER * starts.length) throw new StarvedCoreError(starts.length);
      core = runToStart();
    }
  };
  iterate();
  return {
    iterate,
    calls: () => ({ done: starts.reduce((sum, times) => sum + Math.max(0, times - 1), 0), underWay: starts.length - 1 }),
  };
}
