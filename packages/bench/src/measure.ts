import type { Core } from '@tracelab/arm64-machine';
import type { BpfObject } from '@tracelab/bpf';
import { baseLoop, nullSystemCallLoop, tracedLoop, type Kernel, type UserProgram } from '@tracelab/kernel';
import { attach } from './attach.js';
import type { Alternatives } from './alternatives.js';
import { bootKernel, coreNamed, type Observe } from './build.js';
import { configurationId, type Configuration } from './configuration.js';
import { settle } from './settle.js';
import type { Steady } from './steady-state.js';

/** Instructions after which an iteration counts as runaway: a hundred times the longest. */
const ITERATION_LIMIT = 1_000_000;

/** A configuration whose core is one of the table, by name, or one of the caller's own; its kernel may be one, too. */
export type Measured = Omit<Configuration, 'core'> & Alternatives & { readonly core: string | Core };

/** A call that the program did not count: the configuration is broken, its cycles mean nothing. */
export class MissedHitsError extends Error {
  constructor(id: string, hits: bigint, calls: number) {
    super(`${id}: the program counted ${hits} of ${calls} calls`);
  }
}

/**
 * Runs the trigger benchmark under a configuration until its iterations cost the same.
 *
 * @throws MissedHitsError, or MachineFault where the simulated kernel went wrong
 */
export function measure(configuration: Measured, object: BpfObject): Steady {
  const { kernel, hits, iterate } = prepare(configuration, object);
  const steady = settle(kernel, iterate);
  const due = steady.iterations * (configuration.programs ?? 1);
  if (configuration.invoker !== 'none' && hits() !== BigInt(due)) {
    throw new MissedHitsError(configurationId(configuration), hits(), due);
  }
  return steady;
}

/** A booted kernel with the program attached and the loop at the start of its first iteration. */
export interface Prepared {
  readonly kernel: Kernel;
  readonly hits: () => bigint;
  /** Runs from one start of an iteration to the next. */
  readonly iterate: () => void;
}

export function prepare(configuration: Measured, object: BpfObject, observe?: Observe): Prepared {
  const { core } = configuration;
  const kernel = bootKernel({ ...configuration, core: typeof core === 'string' ? coreNamed(core) : core }, observe);
  const hits = attach(kernel, configuration, object);
  return { kernel, hits, iterate: startLoop(kernel, userProgram(configuration)) };
}

/** Runs user mode up to its first iteration. Returns what runs to the start of the next. */
export function startLoop(kernel: Kernel, loop: UserProgram): () => void {
  kernel.loadUser(loop.text, loop.entry);
  const { machine } = kernel;
  machine.processor.breakpoints.add(kernel.symbols.lookup(loop.iteration));
  machine.run(ITERATION_LIMIT);
  return () => void machine.run(ITERATION_LIMIT);
}

function userProgram({ invoker, workload = 'getpgid' }: Measured): UserProgram {
  switch (workload) {
    case 'lat_syscall null':
      return nullSystemCallLoop;
    case 'getpgid':
      return invoker === 'none' ? baseLoop : tracedLoop;
  }
}
