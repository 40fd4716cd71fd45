import type { Random } from '@tracelab/arm64-machine';
import type { Update } from '@tracelab/ops-direct';
import type { Attachment, RcuFlavour, TaskGracePeriods } from '../../src/index.js';
import { TARGETS, type CallingKernel, type KnownProgram, type Target } from './calling-kernel.js';
import type { Ledger } from './ledger.js';

interface Attached {
  readonly target: Target;
  readonly one: KnownProgram;
  readonly attachment: Attachment;
}

/** What ftrace waits for, in the flavours of RCU. Cores here execute in order, so a barrier on all CPUs orders nothing. */
const FLAVOUR: Readonly<Record<string, RcuFlavour>> = {
  synchronize_rcu: 'rcu', synchronize_rcu_tasks_rude: 'rcu', synchronize_rcu_tasks: 'rcu_tasks',
};

/** Attaches and detaches programs at random. */
export class Transitions {
  readonly count = { attach: 0, detach: 0 };
  readonly #attached: Attached[] = [];
  readonly #kernel: CallingKernel;
  readonly #ledger: Ledger;
  readonly #random: Random;
  readonly #gracePeriods: TaskGracePeriods;

  constructor(kernel: CallingKernel, ledger: Ledger, random: Random, gracePeriods: TaskGracePeriods) {
    this.#kernel = kernel;
    this.#ledger = ledger;
    this.#random = random;
    this.#gracePeriods = gracePeriods;
  }

  get total(): number {
    return this.count.attach + this.count.detach;
  }

  *some(count: number): Generator<void | (() => boolean)> {
    for (let n = 0; n < count; n++) {
      const target = this.#random.among(TARGETS);
      const one = this.#random.among(this.#kernel.programs);
      const there = this.#attached.find((attached) => attached.target === target && attached.one === one);
      yield* there ? this.#detach(there) : this.#attach(target, one);
      yield;
    }
  }

  *detachAll(): Generator<void | (() => boolean)> {
    while (this.#attached.length > 0) yield* this.#detach(this.#attached[0]!);
  }

  *#attach(target: Target, one: KnownProgram): Generator<void | (() => boolean)> {
    this.count.attach++;
    this.#ledger.set(target, one, 'changing');
    const { program, kind } = one;
    const attachment = yield* this.#paced(this.#kernel.trampoline({ name: target, nrArgs: 1 }).attaching([{ program, kind }]));
    this.#ledger.set(target, one, 'on');
    this.#attached.push({ target, one, attachment });
  }

  *#detach(attached: Attached): Generator<void | (() => boolean)> {
    this.count.detach++;
    const { target, one, attachment } = attached;
    this.#attached.splice(this.#attached.indexOf(attached), 1);
    this.#ledger.set(target, one, 'changing');
    yield* this.#paced(attachment.detaching());
    this.#ledger.set(target, one, 'off');
  }

  /** Cores run between the steps, and through the waits. */
  *#paced<T>(update: Update<T>): Generator<void | (() => boolean), T> {
    for (;;) {
      const { done, value } = update.next();
      if (done) return value;
      const flavour = value.kind === 'wait' ? FLAVOUR[value.for] : undefined;
      if (flavour) yield this.#over(flavour);
      else yield;
    }
  }

  #over(flavour: RcuFlavour): () => boolean {
    let over = false;
    this.#gracePeriods.after(flavour, () => {
      over = true;
    });
    return () => over;
  }
}
