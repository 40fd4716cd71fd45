import { cpiStack, createClusterTiming, since, snapshot, type Core, type Counts, type CpiStack, type Machine } from '@tracelab/arm64-machine';
import { Kernel, type Variant } from '@tracelab/kernel';
import { perCpuFreelist, perTaskShadowStack, rethook, sharedFreelist } from '@tracelab/rethook';
import { partsOf } from '../build.js';
import { SERIES_IDS } from '../configuration.js';
import { countingParts, LOOP, loopParts, probeReturns, TRACED, type CountingProbe } from './counting-probe.js';
import type { NodeSource } from './result.js';

/** Calls of each core before it is measured, and while it is. */
const WARM_UP = 24;
const MEASURED = 96;

/** Instructions of all cores between two calls that count as runaway. */
const CALL_LIMIT = 10_000_000;

/** The variant of `rethook` for each. */
export const nodeVariants: Readonly<Record<NodeSource, Variant>> = {
  freelist: sharedFreelist,
  'per-cpu': perCpuFreelist,
  'shadow-stack': perTaskShadowStack,
};

export interface CoresOptions {
  readonly core: Core;
  readonly cores: number;
  readonly pool: NodeSource;
}

/** Of one core, per call. */
export interface Spent {
  readonly cycles: number;
  readonly instructions: number;
  readonly causes: CpiStack;
}

/** A call that was neither counted nor missed. */
export class LostCallsError extends Error {
  constructor({ pool, cores }: CoresOptions, cpu: number, counted: bigint, calls: number) {
    super(`${pool}, ${cores} cores: core ${cpu} counted ${counted} of ${calls} calls`);
  }
}

/**
 * A loop of calls on each of several cores, the traced function's returns hooked with nodes from `pool`; all other
 * series are on, so that the rest of the way is short. Every core is measured over as many calls of its own, and calls
 * on until the last of them is done: nobody is ever measured in a quieter machine.
 *
 * @throws LostCallsError, MachineFault
 */
export function runCores(options: CoresOptions): Spent[] {
  const kernel = bootCores(options);
  const probe = probeReturns(kernel, TRACED);
  const { cluster } = kernel;
  for (const { processor, state } of cluster.cores) {
    state.pc = kernel.symbols.lookup(LOOP.entry);
    processor.breakpoints.add(kernel.symbols.lookup(LOOP.iteration));
  }

  const meters = cluster.cores.map((core) => new Meter(core));
  while (meters.some((meter) => !meter.isDone)) {
    const meter = meters[cluster.run(CALL_LIMIT).core.number]!;
    meter.pass();
    checkCount(options, probe, meter);
  }
  return meters.map((meter) => meter.spent);
}

/** The kernel of the experiment: every series on, but for where the nodes come from. */
export function bootCores({ core, cores, pool }: CoresOptions): Kernel {
  const parts = partsOf(SERIES_IDS).map((part) => (part === rethook.on ? nodeVariants[pool] : part));
  return new Kernel([...parts, countingParts, loopParts], { cpus: cores, timing: createClusterTiming(core, cores) });
}

/** Watches one core pass the start of its loop. */
class Meter {
  readonly core: Machine;
  calls = -1;
  #before: (Counts & { readonly retired: number }) | undefined;
  #spent: Spent | undefined;

  constructor(core: Machine) {
    this.core = core;
  }

  get isDone(): boolean {
    return this.#spent !== undefined;
  }
  get spent(): Spent {
    return this.#spent!;
  }

  pass(): void {
    this.calls++;
    const { processor } = this.core;
    const timing = this.core.timing!;
    if (this.calls === WARM_UP) this.#before = { ...snapshot(timing), retired: processor.retired };
    if (this.calls !== WARM_UP + MEASURED) return;
    const { cycles, causes } = since(this.#before!, timing);
    this.#spent = {
      cycles: cycles / MEASURED,
      instructions: (processor.retired - this.#before!.retired) / MEASURED,
      causes: cpiStack(causes, 0, MEASURED),
    };
  }
}

/** Nothing is allowed to be missed here: the pool has two nodes for each CPU, and no call is under way twice on one. */
function checkCount(options: CoresOptions, probe: CountingProbe, { core, calls }: Meter): void {
  const counted = probe.returns(core.number);
  if (counted !== BigInt(calls) || probe.missed !== 0n) throw new LostCallsError(options, core.number, counted, calls);
}
