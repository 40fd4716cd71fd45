import { Interleaver, Random, type Turn } from '@tracelab/arm64-machine';
import { CoreGracePeriods, type GracePeriod } from '../../src/index.js';
import { CallingKernel, TARGETS } from './calling-kernel.js';
import { Ledger } from './ledger.js';
import { Transitions } from './transitions.js';

export interface RunOptions {
  readonly variant: string;
  readonly seed: number;
  /** Transitions. */
  readonly count: number;
  readonly cpus?: number;
  /** A grace period that is not waited for. */
  readonly skip?: GracePeriod;
}

/** What freed memory is filled with is never reused, so a run has as many transitions as memory lasts for. */
const ROUND = 500;

/**
 * Cores call functions in random turns while ops and direct calls come and go between their instructions.
 *
 * @throws Error that names the seed, where a hit is not accounted for or a core goes astray
 */
export function interleave({ variant, seed, count, cpus = 3, skip }: RunOptions): { transitions: number; calls: number; hits: number; misses: number; overlapping: number } {
  const total = { transitions: 0, calls: 0, hits: 0, misses: 0, overlapping: 0 };
  const random = new Random(seed);
  for (let left = count; left > 0; left -= ROUND) {
    const kernel = new CallingKernel({ variant, cpus });
    const ledger = new Ledger(kernel);
    const waits = new CoreGracePeriods(kernel);
    const transitions = new Transitions(kernel, ledger, random, waits, skip);
    const interleaver = new Interleaver(kernel.cluster, random, { watch: watcher(kernel, ledger, waits) });
    try {
      interleaver.run(transitions.some(Math.min(left, ROUND)));
      interleaver.run(transitions.detachAll());
    } catch (error) {
      throw new Error(`${variant}, seed ${seed}, after ${total.transitions} and ${JSON.stringify(transitions.count)}: ${(error as Error).message}`, { cause: error });
    }
    for (const one of Object.values(transitions.count)) total.transitions += one;
    for (const key of ['calls', 'hits', 'misses', 'overlapping'] as const) total[key] += ledger.tally[key];
  }
  return total;
}

/** Tells ledger and grace periods where cores come by. */
function watcher(kernel: CallingKernel, ledger: Ledger, waits: CoreGracePeriods): (turn: Turn) => void {
  const { symbols, cluster } = kernel;
  const pass = symbols.lookup('call_targets_pass');
  const entries = new Map(TARGETS.map((name) => [symbols.lookup(name), name]));
  const returns = new Set(TARGETS.map((name) => symbols.lookup(`after_${name}`)));
  for (const { processor } of cluster.cores) for (const at of [pass, ...entries.keys(), ...returns]) processor.breakpoints.add(at);
  return ({ core, reason }) => {
    if (reason !== 'breakpoint') return;
    const { pc } = core.state;
    const entered = entries.get(pc);
    if (entered) ledger.begin(core.number, entered);
    else if (returns.has(pc)) ledger.end(core.number);
    else waits.rests(core);
  };
}
