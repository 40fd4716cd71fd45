import type { Random } from '@tracelab/arm64-machine';
import type { CoreGracePeriods, GracePeriod } from '@tracelab/ops-direct';
import { FPROBE_DISABLED, FprobeLayout, StepwiseFprobe } from '../../src/index.js';
import { TARGETS, type CalledKernel, type Target } from './called-kernel.js';
import { Account, type Ledger } from './ledger.js';

export type Step = void | (() => boolean);

export interface Registered {
  readonly probe: StepwiseFprobe;
  readonly account: Account;
  /** Its nodes, as they were made. */
  readonly nodes: readonly bigint[];
}

export interface TransitionsOptions {
  /** Where the entry handler's result decides about the exit. */
  readonly skips: boolean;
  /** A grace period that is not waited for, to show what it is good for. */
  readonly skipWait?: GracePeriod;
}

const MOST = 4;

/** Registers, unregisters, disables and enables fprobes at random. */
export class Transitions {
  readonly count = { register: 0, unregister: 0, disable: 0, enable: 0 };
  readonly registered: Registered[] = [];
  /** Unregistered, with returns that are still pending. */
  readonly #leaving: StepwiseFprobe[] = [];
  readonly #kernel: CalledKernel;
  readonly #ledger: Ledger;
  readonly #random: Random;
  readonly #waits: CoreGracePeriods;
  readonly #options: TransitionsOptions;

  constructor(kernel: CalledKernel, ledger: Ledger, random: Random, waits: CoreGracePeriods, options: TransitionsOptions) {
    this.#kernel = kernel;
    this.#ledger = ledger;
    this.#random = random;
    this.#waits = waits;
    this.#options = options;
  }

  get total(): number {
    return Object.values(this.count).reduce((all, one) => all + one);
  }

  *some(count: number): Generator<Step> {
    for (let n = 0; n < count; n++) {
      yield* this.#transition();
      this.freeLeaving();
      yield;
    }
  }

  *unregisterAll(): Generator<Step> {
    while (this.registered.length > 0) yield* this.#unregister(this.registered[0]!);
  }

  /** Frees what pending returns held; returns how many probes still have some. */
  freeLeaving(): number {
    for (const probe of [...this.#leaving]) if (probe.free() === 0) this.#leaving.splice(this.#leaving.indexOf(probe), 1);
    return this.#leaving.length;
  }

  #transition(): Generator<Step> {
    const { registered } = this;
    const random = this.#random;
    const choices = [
      ...(registered.length < MOST ? [() => this.#register(), () => this.#register()] : []),
      ...(registered.length > 0 ? [() => this.#unregister(random.among(registered)), () => this.#toggle(random.among(registered))] : []),
    ];
    return random.among(choices)();
  }

  *#register(): Generator<Step> {
    this.count.register++;
    const { symbols, ftrace } = this.#kernel;
    const random = this.#random;
    const entry = random.among(['sees_entry', 'sees_entry', 'skips_exit', undefined] as const);
    const exit = entry === undefined || random.below(4) > 0 ? 'sees_exit' : undefined;
    const functions = this.#someTargets();
    const probe = new StepwiseFprobe(this.#kernel, ftrace.stepwise, {
      functions,
      ...(entry && { entryHandler: symbols.lookup(entry) }),
      ...(exit && { exitHandler: symbols.lookup(exit) }),
      entryDataSize: random.among([8, 64, 1200, 2400]),
      nrMaxactive: random.among([0, 1, 2, 3]),
      kprobeShared: random.below(4) === 0,
    });
    const account = new Account({
      functions: new Set(functions),
      hasEntry: entry !== undefined,
      seesExits: exit !== undefined && !(entry === 'skips_exit' && this.#options.skips),
      takesNodes: exit !== undefined,
    });
    this.#ledger.add(probe.address, account);
    this.#ledger.set(account, 'changing');
    yield* this.#waits.paced(probe.register(), this.#options.skipWait);
    this.#ledger.set(account, 'on');
    this.registered.push({ probe, account, nodes: probe.nodes });
  }

  *#unregister(one: Registered): Generator<Step> {
    this.count.unregister++;
    this.registered.splice(this.registered.indexOf(one), 1);
    const { probe, account } = one;
    this.#ledger.set(account, 'changing');
    yield* this.#waits.paced(probe.unregister(), this.#options.skipWait);
    this.#ledger.set(account, 'off');
    this.#ledger.remove(probe.address, FprobeLayout.nmissed.read(this.#kernel.memory, probe.address));
    if (probe.free() > 0) this.#leaving.push(probe);
  }

  /** Nothing waits: a callback that has looked at the flag already goes on. */
  *#toggle({ probe, account }: Registered): Generator<Step> {
    const { memory } = this.#kernel;
    const isOn = account.state === 'on';
    this.count[isOn ? 'disable' : 'enable']++;
    const flags = FprobeLayout.flags.read(memory, probe.address) & ~(1n << BigInt(FPROBE_DISABLED));
    FprobeLayout.flags.write(memory, probe.address, flags | BigInt(isOn) << BigInt(FPROBE_DISABLED));
    this.#ledger.set(account, isOn ? 'disabled' : 'on');
    yield;
  }

  #someTargets(): Target[] {
    const some = TARGETS.filter(() => this.#random.below(2) === 0);
    return some.length > 0 ? some : [this.#random.among(TARGETS)];
  }
}
