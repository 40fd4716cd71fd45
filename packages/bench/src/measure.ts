import type { Core, Machine } from '@tracelab/arm64-machine';
import type { BpfObject } from '@tracelab/bpf';
import { baseLoop, baseThreads, nullSystemCallLoop, tracedLoop, tracedThreads, type Kernel, type UserProgram } from '@tracelab/kernel';
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
  constructor(id: string, hits: bigint, { done, underWay }: Calls, programs: number) {
    super(`${id}: the program counted ${hits} of ${done * programs} calls${underWay > 0 ? `, and ${underWay * programs} under way` : ''}`);
  }
}

/** Calls of each other core during one of CPU 0 after which it counts as starved. */
const STARVED_AFTER = 64;

/** A core that no longer gets on, as others always win the line that all of them write. */
export class StarvedCoreError extends Error {
  constructor(cores: number) {
    super(`CPU 0 of ${cores} starves: the others called ${STARVED_AFTER} times each while it called once; fewer cores get on`);
  }
}

/**
 * Runs the trigger benchmark under a configuration until its iterations cost the same.
 *
 * @throws MissedHitsError, StarvedCoreError, or MachineFault where the simulated kernel went wrong
 */
export function measure(configuration: Measured, object: BpfObject): Steady {
  const { kernel, hits, iterate, calls } = prepare(configuration, object);
  const steady = settle(kernel, iterate);
  if (configuration.invoker !== 'none') checkHits(configuration, hits(), calls());
  return steady;
}

/** @throws MissedHitsError */
function checkHits(configuration: Measured, hits: bigint, { done, underWay }: Calls): void {
  const { programs = 1, hook } = configuration;
  // Behind the first program that modifies the return value, none runs (kernel-paths.md 6.1).
  const counting = hook === 'fmod_ret' ? Array.from({ length: programs }, (_, i) => i + 1) : [programs];
  if (counting.some((count) => hits >= BigInt(done * count) && hits <= BigInt((done + underWay) * count))) return;
  throw new MissedHitsError(configurationId(configuration), hits, { done, underWay }, programs);
}

/** A booted kernel with the program attached and the loop at the start of its first iteration. */
export interface Prepared {
  readonly kernel: Kernel;
  readonly hits: () => bigint;
  /** Runs CPU 0 from one start of an iteration to the next; others do the same meanwhile. */
  readonly iterate: () => void;
  /** Since the loop began, on all CPUs. */
  readonly calls: () => Calls;
}

/** Calls of a loop: those that have returned, and CPUs other than CPU 0 that may be in one. */
export interface Calls {
  readonly done: number;
  readonly underWay: number;
}

export function prepare(configuration: Measured, object: BpfObject, observe?: Observe): Prepared {
  const { core } = configuration;
  const kernel = bootKernel({ ...configuration, core: typeof core === 'string' ? coreNamed(core) : core }, observe);
  const hits = attach(kernel, configuration, object);
  return { kernel, hits, ...startLoop(kernel, userProgram(configuration)) };
}

/** Runs user mode of each CPU; CPU 0 up to its first iteration. */
export function startLoop(kernel: Kernel, loop: UserProgram): Pick<Prepared, 'iterate' | 'calls'> {
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

function userProgram({ invoker, workload = 'getpgid', cores = 1 }: Measured): UserProgram {
  switch (workload) {
    case 'lat_syscall null':
      return nullSystemCallLoop;
    case 'getpgid':
      if (cores > 1) return invoker === 'none' ? baseThreads(cores) : tracedThreads(cores);
      return invoker === 'none' ? baseLoop : tracedLoop;
  }
}
