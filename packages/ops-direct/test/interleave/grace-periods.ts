import type { Machine } from '@tracelab/arm64-machine';
import { TaskStruct, ThreadInfo, type Kernel } from '@tracelab/kernel';
import type { GracePeriod } from '../../src/index.js';

/** When a wait of the control plane is over, no sooner and as soon as the kernel would say so. */
export class GracePeriods {
  readonly #kernel: Kernel;
  readonly #passes = new Map<Machine, number>();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** A task is where it could sleep, in no trampoline. */
  passed(core: Machine): void {
    this.#passes.set(core, this.#passesOf(core) + 1);
  }

  over(what: GracePeriod): () => boolean {
    const { cores } = this.#kernel.cluster;
    switch (what) {
      case 'smp_rmb on all CPUs':
        // Cores execute in order, one after the other: the interrupt has nothing to order.
        return () => true;
      case 'synchronize_rcu_tasks': {
        const before = new Map(cores.map((core) => [core, this.#passesOf(core)]));
        return () => cores.every((core) => this.#passesOf(core) > before.get(core)!);
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

  #passesOf(core: Machine): number {
    return this.#passes.get(core) ?? 0;
  }

  #preemptible({ number }: Machine): boolean {
    const task = this.#kernel.tasks[number]!;
    const { memory } = this.#kernel;
    return ThreadInfo.preemptCount.read(memory, task) === 0n && TaskStruct.rcuReadLockNesting.read(memory, task) === 0n;
  }
}
