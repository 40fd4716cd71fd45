import type { CallingKernel, Target } from './calling-kernel.js';

/** Whether a tracer has to see a function's calls; `changing` from a transition's first step to its last. */
interface Standing {
  readonly state: 'on' | 'off' | 'changing';
  readonly since: number;
}

/** Somebody who counts calls: an ops, or whatever direct trampolines a function has had. */
export class Tracer {
  /** Their sum is the count. */
  readonly counters: bigint[];
  readonly isOps: boolean;
  /** Of the calls that were judged. */
  accounted = 0n;
  readonly #standing = new Map<Target, Standing>();

  constructor(counter: bigint, isOps: boolean) {
    this.counters = [counter];
    this.isOps = isOps;
  }

  standing(target: Target): Standing {
    return this.#standing.get(target) ?? { state: 'off', since: 0 };
  }
  set(target: Target, standing: Standing): void {
    this.#standing.set(target, standing);
  }
}

/** A call that a core has begun. */
interface Call {
  readonly target: Target;
  readonly begun: number;
  readonly before: ReadonlyMap<Tracer, bigint>;
}

/**
 * Holds every call against every tracer. A call during all of which a tracer was attached is a hit, one during which it was
 * not is a miss, and nothing is counted twice; only a call that a transition came into may be either.
 */
export class Ledger {
  readonly tally = { calls: 0, hits: 0, misses: 0, overlapping: 0 };
  readonly #kernel: CallingKernel;
  readonly #tracers = new Set<Tracer>();
  readonly #calls = new Map<number, Call>();
  #now = 0;

  constructor(kernel: CallingKernel) {
    this.#kernel = kernel;
  }

  add(tracer: Tracer): void {
    this.#tracers.add(tracer);
  }

  /** A transition begins that may change whether a tracer sees calls of these functions. */
  changing(tracer: Tracer, targets: readonly Target[]): void {
    for (const target of targets) tracer.set(target, { state: 'changing', since: ++this.#now });
  }

  /** It is over. */
  settled(tracer: Tracer, targets: readonly Target[], state: 'on' | 'off'): void {
    for (const target of targets) tracer.set(target, { state, since: ++this.#now });
  }

  begin(cpu: number, target: Target): void {
    const before = new Map([...this.#tracers].map((tracer) => [tracer, this.#count(tracer, cpu)]));
    this.#calls.set(cpu, { target, begun: ++this.#now, before });
  }

  end(cpu: number): void {
    const call = this.#calls.get(cpu);
    if (!call) return;
    this.tally.calls++;
    for (const tracer of this.#tracers) this.#judge(tracer, call, cpu);
    this.#calls.delete(cpu);
  }

  /** Nobody counts for a tracer any more: what it has counted is what calls accounted for. */
  remove(tracer: Tracer): void {
    for (const [cpu, call] of this.#calls) this.#judge(tracer, call, cpu);
    this.#tracers.delete(tracer);
    const total = this.#kernel.cluster.cores.reduce((all, { number }) => all + this.#count(tracer, number), 0n);
    if (total !== tracer.accounted) throw new Error(`${total} hits counted, ${tracer.accounted} accounted for by calls`);
  }

  #judge(tracer: Tracer, { target, begun, before }: Call, cpu: number): void {
    const hits = this.#count(tracer, cpu) - (before.get(tracer) ?? 0n);
    const { state, since } = tracer.standing(target);
    const steady = state !== 'changing' && since < begun;
    const possible = steady ? [state === 'on' ? 1n : 0n] : [0n, 1n];
    const what = `a call of ${target} on CPU ${cpu}, tracer ${steady ? state : 'in transition'}`;
    if (!possible.includes(hits)) throw new Error(`${what}: counted ${hits} times`);
    if (hits > 0n && tracer.isOps) this.#checkAddresses(tracer, target, cpu, what);
    tracer.accounted += hits;
    if (!steady) this.tally.overlapping++;
    this.tally[hits > 0n ? 'hits' : 'misses']++;
  }

  #checkAddresses(tracer: Tracer, target: Target, cpu: number, what: string): void {
    const { ip, parentIp } = this.#kernel.lastCall(tracer.counters[0]!, cpu);
    const { ftrace, symbols } = this.#kernel;
    if (ip !== ftrace.records.of(target).ip) throw new Error(`${what}: seen with ip 0x${ip.toString(16)}`);
    if (parentIp !== symbols.lookup(`after_${target}`)) throw new Error(`${what}: seen with parent_ip 0x${parentIp.toString(16)}`);
  }

  #count({ counters }: Tracer, cpu: number): bigint {
    return counters.reduce((all, counter) => all + this.#kernel.count(counter, cpu), 0n);
  }
}
