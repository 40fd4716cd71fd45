import { Interleaver, Random, type Machine, type Turn } from '@tracelab/arm64-machine';
import { TaskGracePeriods, type GracePeriods } from '../../src/index.js';
import type { Setup } from '../traced-kernel.js';
import { CallingKernel, RESTS, TARGETS } from './calling-kernel.js';
import { Ledger } from './ledger.js';
import { Transitions } from './transitions.js';

export interface RunOptions {
  readonly setup: Setup;
  readonly seed: number;
  /** Transitions. */
  readonly count: number;
  readonly cpus?: number;
  /** Frees at once what readers of a flavour may still use, to show what waiting is good for. */
  readonly impatient?: (gracePeriods: TaskGracePeriods) => GracePeriods;
}

/** Freed memory is never used again, so a kernel has as many transitions as its memory lasts for. */
const ROUND = 200;
/** Transitions between two looks at the tasks. */
const STRETCH = 8;

/**
 * Cores call functions in random turns while programs come and go between their instructions.
 *
 * @throws Error that names the seed, where a run is not accounted for, a core goes astray or something is left behind
 */
export function interleave({ setup, seed, count, cpus = 3, impatient = (one) => one }: RunOptions) {
  const total = { transitions: 0, calls: 0, runs: 0, overrides: 0, unsteady: 0, dropped: 0 };
  const random = new Random(seed);
  for (let left = count; left > 0; left -= ROUND) {
    let gracePeriods!: TaskGracePeriods;
    const kernel = new CallingKernel(setup, { cpus, gracePeriods: (one) => impatient((gracePeriods = new TaskGracePeriods(one))) });
    for (const task of kernel.tasks) gracePeriods.runs(task);
    const gaps = setup.invoker === 'direct' && !setup.series.includes('ops-direct');
    const ledger = new Ledger(kernel, { dropsExits: setup.invoker === 'direct', gaps });
    const transitions = new Transitions(kernel, ledger, random, gracePeriods);
    const watch = watcher(kernel, ledger, gracePeriods);
    const interleaver = new Interleaver(kernel.cluster, random, { watch });
    try {
      for (let n = Math.min(left, ROUND); n > 0; n -= STRETCH) {
        interleaver.run(transitions.some(Math.min(n, STRETCH)));
        rest(kernel, watch);
      }
      interleaver.run(transitions.detachAll());
      for (let n = 0; n < 8; n++) rest(kernel, watch);
      if (gracePeriods.pending > 0) throw new Error(`${gracePeriods.pending} things wait to be freed while nothing is attached`);
    } catch (error) {
      throw new Error(`seed ${seed}, after ${total.transitions} and ${JSON.stringify(transitions.count)}: ${(error as Error).message}`, { cause: error });
    }
    total.transitions += transitions.total;
    for (const key of ['calls', 'runs', 'overrides', 'unsteady', 'dropped'] as const) total[key] += ledger.tally[key];
  }
  return total;
}

/** Tells ledger and grace periods where cores come by. */
function watcher(kernel: CallingKernel, ledger: Ledger, gracePeriods: TaskGracePeriods): (turn: Turn) => void {
  const { symbols, cluster, tasks } = kernel;
  const returns = new Set<bigint>();
  const places = new Map<bigint, (core: Machine) => void>();
  for (const name of RESTS) {
    places.set(symbols.lookup(name), ({ number }) => {
      gracePeriods.rests(tasks[number]!);
      gracePeriods.runs(tasks[number]!);
    });
  }
  for (const one of kernel.programs) places.set(one.program.code, (core) => ledger.ran(core, one));
  for (const name of TARGETS) {
    places.set(kernel.bodyOf(name), (core) => ledger.body(core));
    places.set(symbols.lookup(name), (core) => {
      ledger.called(core, name);
      const returnTo = core.state.getX(30);
      returns.add(returnTo);
      core.processor.breakpoints.add(returnTo);
    });
  }
  for (const { processor } of cluster.cores) for (const address of places.keys()) processor.breakpoints.add(address);
  return ({ core, reason }) => {
    if (reason === 'breakpoint') {
      const { pc } = core.state;
      if (returns.has(pc)) ledger.returned(core);
      places.get(pc)?.(core);
    }
    gracePeriods.poll();
  };
}

/** Lets every core run on to where it is in no call, past the place if it is there already, and looks at what is left. */
function rest(kernel: CallingKernel, watch: (turn: Turn) => void): void {
  const { cluster, symbols } = kernel;
  const rests = symbols.lookup(RESTS[0]);
  for (const core of cluster.cores) {
    let left = 100_000;
    do {
      if (left-- === 0) throw core.fault('comes to no rest');
      watch({ core, reason: cluster.step(core) });
    } while (core.state.pc !== rests);
  }
  kernel.checkAtRest();
}
