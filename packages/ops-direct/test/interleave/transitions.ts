import type { Random } from '@tracelab/arm64-machine';
import { FtraceOps, FtraceOpsHash, OPS, type CoreGracePeriods, type GracePeriod, type Update } from '../../src/index.js';
import { TARGETS, type CallingKernel, type DirectTrampoline, type Target } from './calling-kernel.js';
import { Tracer, type Ledger } from './ledger.js';

interface Attached {
  readonly tracer: Tracer;
  readonly ops: bigint;
  /** Empty: all functions. */
  filter: readonly Target[];
  notrace: readonly Target[];
}

interface Direct {
  readonly tracer: Tracer;
  readonly ops: bigint;
  readonly target: Target;
  trampoline: DirectTrampoline;
}

export type Step = void | (() => boolean);

const MOST_OPS = 5;
const flags = [0n, 0n, 0n, OPS.recursion, OPS.rcu, OPS.saveRegs];

/** Attaches, changes and detaches ops and direct calls at random, as far as the linked trampoline can have them beside each other. */
export class Transitions {
  readonly count = { attach: 0, detach: 0, filter: 0, notrace: 0, direct: 0, directModify: 0, directDetach: 0 };
  readonly #kernel: CallingKernel;
  readonly #ledger: Ledger;
  readonly #random: Random;
  readonly #waits: CoreGracePeriods;
  readonly #skip: GracePeriod | undefined;
  readonly #ops: Attached[] = [];
  readonly #directs: Direct[] = [];
  /** The trampoline knows direct calls. */
  readonly #direct: boolean;

  /** @param skip a grace period that is not waited for, to show what it is good for */
  constructor(kernel: CallingKernel, ledger: Ledger, random: Random, waits: CoreGracePeriods, skip?: GracePeriod) {
    this.#kernel = kernel;
    this.#ledger = ledger;
    this.#random = random;
    this.#waits = waits;
    this.#skip = skip;
    this.#direct = kernel.symbols.lookup('FTRACE_DIRECT_CALLS') !== 0n;
  }

  *some(count: number): Generator<Step> {
    for (let n = 0; n < count; n++) {
      yield* this.#transition();
      yield;
    }
  }

  /** Everything that is left, so that the ledger can be closed. */
  *detachAll(): Generator<Step> {
    while (this.#ops.length > 0) yield* this.#detach(this.#ops[0]!);
    while (this.#directs.length > 0) yield* this.#directDetach(this.#directs[0]!);
  }

  #transition(): Generator<Step> {
    const random = this.#random;
    const [ops, directs] = [this.#ops, this.#directs];
    const choices = [
      ...(ops.length < MOST_OPS ? [() => this.#attach(), () => this.#attach()] : []),
      ...(ops.length > 0 ? [() => this.#detach(random.among(ops)), () => this.#changeFilter(random.among(ops)), () => this.#changeNotrace(random.among(ops))] : []),
      ...(this.#directTargets().length > 0 ? [() => this.#directAttach(random.among(this.#directTargets()))] : []),
      ...(directs.length > 0 ? [() => this.#directDetach(random.among(directs))] : []),
      ...(directs.length > 0 && this.#direct ? [() => this.#directModify(random.among(directs))] : []),
    ];
    return random.among(choices)();
  }

  *#attach(): Generator<Step> {
    this.count.attach++;
    const { ftrace, memory, symbols } = this.#kernel;
    const counter = this.#kernel.counter();
    const ops = this.#kernel.kzalloc(FtraceOps.structSize);
    const attached: Attached = { tracer: new Tracer(counter, true), ops, filter: this.#someTargets(), notrace: [] };
    ftrace.initOps(ops, { func: symbols.lookup('count_hit'), flags: this.#random.among(flags) });
    FtraceOps.private.write(memory, ops, counter);
    ftrace.setFilter(ops, this.#ips(attached.filter));
    this.#ledger.add(attached.tracer);
    this.#ops.push(attached);
    yield* this.#changed(attached.tracer, [], traced(attached), ftrace.stepwise.registerOps(ops));
  }

  *#detach(attached: Attached): Generator<Step> {
    this.count.detach++;
    const { tracer, ops } = attached;
    const { ftrace } = this.#kernel;
    this.#ops.splice(this.#ops.indexOf(attached), 1);
    yield* this.#changed(tracer, traced(attached), [], ftrace.stepwise.unregisterOps(ops));
    ftrace.freeFilter(ops);
    this.#ledger.remove(tracer);
    this.#kernel.freeCounter(tracer.counters[0]!);
    this.#kernel.kfree(ops, FtraceOps.structSize);
  }

  *#changeFilter(attached: Attached): Generator<Step> {
    this.count.filter++;
    const before = traced(attached);
    attached.filter = this.#someTargets();
    yield* this.#changed(attached.tracer, before, traced(attached), this.#setHash(attached, FtraceOpsHash.filterHash, attached.filter));
  }

  *#changeNotrace(attached: Attached): Generator<Step> {
    this.count.notrace++;
    const before = traced(attached);
    // Without direct calls in the trampoline nobody may come to trace what has one.
    const may = this.#direct ? TARGETS : TARGETS.filter((one) => !this.#directs.some(({ target }) => target === one) || before.includes(one) || !attached.filter.includes(one));
    attached.notrace = may.filter(() => this.#random.below(4) === 0);
    yield* this.#changed(attached.tracer, before, traced(attached), this.#setHash(attached, FtraceOpsHash.notraceHash, attached.notrace));
  }

  *#directAttach(target: Target): Generator<Step> {
    this.count.direct++;
    const trampoline = this.#kernel.directTrampoline(this.#reach(target));
    const tracer = new Tracer(trampoline.counter, false);
    this.#ledger.add(tracer);
    const ops = yield* this.#changed(tracer, [], [target], this.#kernel.ftrace.stepwise.registerDirect(target, trampoline.address));
    this.#directs.push({ tracer, ops, target, trampoline });
  }

  *#directDetach(direct: Direct): Generator<Step> {
    this.count.directDetach++;
    this.#directs.splice(this.#directs.indexOf(direct), 1);
    yield* this.#changed(direct.tracer, [direct.target], [], this.#kernel.ftrace.stepwise.unregisterDirect(direct.ops));
    this.#ledger.remove(direct.tracer);
    this.#kernel.freeTrampoline(direct.trampoline);
  }

  /** A call takes the old trampoline or the new one, and never none. */
  *#directModify(direct: Direct): Generator<Step> {
    this.count.directModify++;
    const { target, tracer, ops, trampoline: old } = direct;
    direct.trampoline = this.#kernel.directTrampoline(this.#reach(target));
    tracer.counters.push(direct.trampoline.counter);
    yield* this.#changed(tracer, [target], [target], this.#kernel.ftrace.stepwise.modifyDirect(ops, direct.trampoline.address));
    this.#kernel.freeTrampoline(old);
  }

  /** Steps of an update; functions traced before and after it are traced all the time. */
  *#changed<T>(tracer: Tracer, before: readonly Target[], after: readonly Target[], update: Update<T>): Generator<Step, T> {
    const [begun, ended] = [after.filter((one) => !before.includes(one)), before.filter((one) => !after.includes(one))];
    this.#ledger.changing(tracer, [...begun, ...ended]);
    const result = yield* this.#waits.paced(update, this.#skip);
    this.#ledger.settled(tracer, begun, 'on');
    this.#ledger.settled(tracer, ended, 'off');
    return result;
  }

  #setHash({ ops }: Attached, which: typeof FtraceOpsHash.filterHash, targets: readonly Target[]): Update {
    return this.#kernel.ftrace.stepwise.setHash(ops, which, this.#ips(targets));
  }

  #ips(targets: readonly Target[]): bigint[] {
    return targets.map((one) => this.#kernel.ftrace.records.of(one).ip);
  }

  /** Seldom all functions of the kernel, as that takes a step for each of them. */
  #someTargets(): Target[] {
    const free = this.#direct ? TARGETS : TARGETS.filter((one) => !this.#directs.some(({ target }) => target === one));
    if (this.#direct && this.#random.below(32) === 0) return [];
    const some = free.filter(() => this.#random.below(2) === 0);
    return some.length > 0 ? some : [this.#random.among(free)];
  }

  #directTargets(): Target[] {
    const free = TARGETS.filter((one) => !this.#directs.some(({ target }) => target === one));
    if (this.#direct) return free;
    // One target is left for the ops.
    if (free.length < 2) return [];
    return free.filter((one) => one !== 'far_target' && !this.#ops.some(({ filter }) => filter.includes(one)));
  }

  #reach(target: Target): 'near' | 'far' {
    return this.#direct && (target === 'far_target' || this.#random.below(2) === 0) ? 'far' : 'near';
  }
}

function traced({ filter, notrace }: Attached): readonly Target[] {
  return TARGETS.filter((one) => (filter.length === 0 || filter.includes(one)) && !notrace.includes(one));
}
