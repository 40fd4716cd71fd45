import type { Core } from '@tracelab/arm64-machine';
import type { BpfObject } from '@tracelab/bpf';
import { baseThreads, nullSystemCallLoop, tracedThreads, type Kernel, type UserProgram } from '@tracelab/kernel';
import { attach } from './attach.js';
import type { Alternatives } from './alternatives.js';
import { bootKernel, coreNamed, type Observe } from './build.js';
import { configurationId, type Configuration } from './configuration.js';
import { startLoop, type Calls, type Loop } from './loop.js';
import { settle } from './settle.js';
import type { Steady } from './steady-state.js';

/** A configuration whose core is one of the table, by name, or one of the caller's own; its kernel may be one, too. */
export type Measured = Omit<Configuration, 'core'> & Alternatives & { readonly core: string | Core };

/** A call that the program did not count: the configuration is broken, its cycles mean nothing. */
export class MissedHitsError extends Error {
  constructor(id: string, hits: bigint, { done, underWay }: Calls, programs: number) {
    super(`${id}: the program counted ${hits} of ${done * programs} calls${underWay > 0 ? `, and ${underWay * programs} under way` : ''}`);
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
export interface Prepared extends Loop {
  readonly kernel: Kernel;
  readonly hits: () => bigint;
}

export function prepare(configuration: Measured, object: BpfObject, observe?: Observe): Prepared {
  const { core } = configuration;
  const kernel = bootKernel({ ...configuration, core: typeof core === 'string' ? coreNamed(core) : core }, observe);
  const hits = attach(kernel, configuration, object);
  return { kernel, hits, ...startLoop(kernel, userProgram(configuration)) };
}

function userProgram({ invoker, workload = 'getpgid', cores = 1 }: Measured): UserProgram {
  switch (workload) {
    case 'lat_syscall null':
      return nullSystemCallLoop;
    case 'getpgid':
      return invoker === 'none' ? baseThreads(cores) : tracedThreads(cores);
  }
}
