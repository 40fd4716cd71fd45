import type { Machine } from '@tracelab/arm64-machine';
import { TaskStruct, ThreadInfo, type Kernel } from '@tracelab/kernel';
import type { GracePeriod } from './text-poke.js';
import type { Update } from './update.js';

/**
 * Ends waits of the control plane by what the cores do, no sooner and as soon as the kernel would say so. Whoever runs the
 * cores says when one has come by a place where its task sleeps, or could ({@link rests}).
 */
export class CoreGracePeriods {
  readonly #kernel: Kernel;
  readonly #rests = new Map<Machine, number>();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  rests(core: Machine): void {
    this.#rests.set(core, this.#restsOf(core) + 1);
  }

  /**
   * An update as steps of an Interleaver: one for each thing that code can see, and for each wait what it waits for.
   *
   * @param skip a grace period that is not waited for, to show what it is good for
   */
  *paced<T>(update: Update<T>, skip?: GracePeriod): Generator<void | (() => boolean), T> {
    for (;;) {
      const { done, value } = update.next();
      if (done) return value;
      if (value.kind !== 'wait') yield;
      else if (value.for !== skip) yield this.over(value.for);
    }
  }

  /** Begins a grace period; what it returns tells whether it is over. */
  over(what: GracePeriod): () => boolean {
    const { cores } = this.#kernel.cluster;
    switch (what) {
      case 'smp_rmb on all CPUs':
        // Cores execute in order, one after the other: the interrupt has nothing to order.
        return () => true;
      case 'synchronize_rcu_tasks': {
        const before = new Map(cores.map((core) => [core, this.#restsOf(core)]));
        return () => cores.every((core) => this.#restsOf(core) > before.get(core)!);
      }
      default: {
        const readers = new Set(cores);
        return () => {
          for (const core of readers) if (this.#preemptible(core)) readers.delete(core);
          return readers.size === 0;
        };
      }
    }
  }

  #restsOf(core: Machine): number {
    return this.#rests.get(core) ?? 0;
  }

  #preemptible({ number }: Machine): boolean {
    const task = this.#kernel.tasks[number]!;
    const { memory } = this.#kernel;
    return ThreadInfo.preemptCount.read(memory, task) === 0n && TaskStruct.rcuReadLockNesting.read(memory, task) === 0n;
  }
}
