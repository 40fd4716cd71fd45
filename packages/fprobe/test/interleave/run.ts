import { Interleaver, Random, type Machine, type Turn } from '@tracelab/arm64-machine';
import { TaskStruct, ThreadInfo, type Variant } from '@tracelab/kernel';
import { CoreGracePeriods, type GracePeriod } from '@tracelab/ops-direct';
import { allFreeNodes, RethookNode } from '@tracelab/rethook';
import { FPROBE_CALLBACKS, FprobeLayout } from '../../src/index.js';
import type { Switches } from '../probing-kernel.js';
import { CalledKernel, RESTS, TARGETS } from './called-kernel.js';
import { Ledger } from './ledger.js';
import { Transitions } from './transitions.js';

export interface RunOptions {
  readonly switches: Switches;
  readonly seed: number;
  /** Transitions. */
  readonly count: number;
  readonly cpus?: number;
  /** A grace period that is not waited for. */
  readonly skipWait?: GracePeriod;
  /** In the place of the variant of `rethook`. */
  readonly nodes?: Variant;
}

/** Freed memory is never used again, so a run has as many transitions as memory lasts for. */
const ROUND = 400;
/** Transitions between two looks at pools and tasks. */
const STRETCH = 8;

/**
 * Cores call functions in random turns while fprobes come and go between their instructions.
 *
 * @throws Error that names the seed, where a call is not accounted for, a core goes astray or a node is lost
 */
export function interleave({ switches, seed, count, cpus = 3, skipWait, nodes }: RunOptions) {
  const total = { transitions: 0, calls: 0, entries: 0, exits: 0, misses: 0, unsteady: 0 };
  const random = new Random(seed);
  for (let left = count; left > 0; left -= ROUND) {
    const kernel = new CalledKernel(switches, cpus, nodes);
    const ledger = new Ledger(kernel);
    const waits = new CoreGracePeriods(kernel);
    const transitions = new Transitions(kernel, ledger, random, waits, { skips: switches.fprobe === 'on', ...(skipWait && { skipWait }) });
    const watch = watcher(kernel, ledger, waits);
    const interleaver = new Interleaver(kernel.cluster, random, { watch });
    try {
      for (let n = Math.min(left, ROUND); n > 0; n -= STRETCH) {
        interleaver.run(transitions.some(Math.min(n, STRETCH)));
        rest(kernel, watch);
        checkAtRest(kernel, transitions);
      }
      interleaver.run(transitions.unregisterAll());
      rest(kernel, watch);
      checkAtRest(kernel, transitions);
    } catch (error) {
      throw new Error(`seed ${seed}, after ${total.transitions} and ${JSON.stringify(transitions.count)}: ${(error as Error).message}`, { cause: error });
    }
    total.transitions += transitions.total;
    for (const key of ['calls', 'entries', 'exits', 'misses', 'unsteady'] as const) total[key] += ledger.tally[key];
  }
  return total;
}

/** Tells ledger and grace periods where cores come by. */
function watcher({ symbols, cluster }: CalledKernel, ledger: Ledger, waits: CoreGracePeriods): (turn: Turn) => void {
  const returns = new Set<bigint>();
  const places = new Map<bigint, (core: Machine) => void>();
  const at = (name: string, then: (core: Machine) => void): void => void places.set(symbols.lookup(name), then);
  for (const name of RESTS) at(name, (core) => waits.rests(core));
  for (const name of FPROBE_CALLBACKS) at(name, (core) => ledger.callback(core, core.state.getX(2)));
  for (const name of ['sees_entry', 'skips_exit']) at(name, (core) => ledger.entry(core, core.state.getX(0)));
  at('sees_exit', (core) => ledger.exit(core, core.state.getX(0)));
  for (const name of TARGETS) {
    at(name, (core) => {
      ledger.called(core, name);
      const returnTo = core.state.getX(30);
      returns.add(returnTo);
      core.processor.breakpoints.add(returnTo);
    });
  }
  for (const { processor } of cluster.cores) for (const address of places.keys()) processor.breakpoints.add(address);
  return ({ core, reason }) => {
    if (reason !== 'breakpoint') return;
    const { pc } = core.state;
    if (returns.has(pc)) ledger.returned(core);
    places.get(pc)?.(core);
  };
}

/** Lets every core run on to where it is in no call. */
function rest({ cluster, symbols }: CalledKernel, watch: (turn: Turn) => void): void {
  const rests = symbols.lookup(RESTS[0]);
  for (const core of cluster.cores) {
    for (let left = 100_000; core.state.pc !== rests; left--) {
      if (left === 0) throw core.fault('comes to no rest');
      watch({ core, reason: cluster.step(core) });
    }
  }
}

/** No node is lost, none is on a list twice, and tasks are as they began. */
function checkAtRest(kernel: CalledKernel, transitions: Transitions): void {
  const { memory, tasks } = kernel;
  for (const { probe, nodes } of transitions.registered) {
    const rethook = FprobeLayout.rethook.read(memory, probe.address);
    if (rethook === 0n) continue;
    const free = allFreeNodes(kernel, rethook);
    if (free.length !== nodes.length || new Set(free).size !== nodes.length || !free.every((node) => nodes.includes(node))) {
      throw new Error(`${free.length} nodes are free, of ${nodes.length}`);
    }
    const referenced = free.filter((node) => RethookNode.refs.read(memory, node) !== 1n);
    if (referenced.length > 0) throw new Error(`${referenced.length} free nodes have references beside the list's`);
  }
  for (const task of tasks) {
    const { rethooks, shadowStackIndex, traceRecursion } = TaskStruct;
    const left = [rethooks, shadowStackIndex, traceRecursion, ThreadInfo.preemptCount].map((field) => field.read(memory, task));
    if (left.some((value) => value !== 0n)) throw new Error(`a task at rest has rethooks, shadow stack index, recursion bits, preempt count ${left.join(', ')}`);
  }
  const leaving = transitions.freeLeaving();
  if (leaving > 0) throw new Error(`${leaving} probes have returns pending while no call is under way`);
}
