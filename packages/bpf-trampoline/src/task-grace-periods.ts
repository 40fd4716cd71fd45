import { PREEMPT, TaskStruct, ThreadInfo, type Kernel } from '@tracelab/kernel';
import type { GracePeriods, RcuFlavour } from './grace-periods.js';

interface Waiting {
  readonly flavour: RcuFlavour;
  /** Tasks that have not been seen outside of a reader since. */
  readonly tasks: Set<bigint>;
  readonly then: () => void;
}

/**
 * Grace periods by what the kernel's tasks do. Whoever runs the cores says when a task has left the kernel or sleeps in it
 * ({@link rests}, {@link runs}) and looks again from time to time ({@link poll}); the counters of readers are the tasks' own.
 */
export class TaskGracePeriods implements GracePeriods {
  readonly #kernel: Kernel;
  readonly #resting: Set<bigint>;
  #waiting: Waiting[] = [];
  #asked: { readonly asked: () => boolean; readonly then: () => void }[] = [];

  /** At first every task rests. */
  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#resting = new Set(kernel.tasks);
  }

  /** How many callbacks are still to come. */
  get pending(): number {
    return this.#waiting.length + this.#asked.length;
  }

  /** The task is in user mode, or has called schedule(). */
  rests(task: bigint): void {
    this.#resting.add(task);
    this.poll();
  }

  /** The task has entered the kernel, or goes on in it. */
  runs(task: bigint): void {
    this.#resting.delete(task);
  }

  after(flavour: RcuFlavour, then: () => void): void {
    this.#waiting.push({ flavour, tasks: new Set(this.#kernel.tasks), then });
    this.poll();
  }

  when(asked: () => boolean, then: () => void): void {
    this.#asked.push({ asked, then });
    this.poll();
  }

  /** Looks at every task and every request, and calls back what is over. */
  poll(): void {
    for (const { flavour, tasks } of this.#waiting) {
      for (const task of tasks) if (!this.#reads(flavour, task)) tasks.delete(task);
    }
    const over = this.#waiting.filter(({ tasks }) => tasks.size === 0);
    const asked = this.#asked.filter((one) => one.asked());
    if (over.length + asked.length === 0) return;
    this.#waiting = this.#waiting.filter((one) => !over.includes(one));
    this.#asked = this.#asked.filter((one) => !asked.includes(one));
    for (const { then } of [...over, ...asked]) then();
  }

  #reads(flavour: RcuFlavour, task: bigint): boolean {
    const { memory } = this.#kernel;
    switch (flavour) {
      case 'rcu': {
        const off = ThreadInfo.preemptCount.read(memory, task) & BigInt(PREEMPT_MASK);
        return off !== 0n || BigInt.asIntN(32, TaskStruct.rcuReadLockNesting.read(memory, task)) > 0n;
      }
      case 'rcu_tasks':
        return !this.#resting.has(task);
      case 'rcu_tasks_trace':
        return BigInt.asIntN(32, TaskStruct.trcReaderNesting.read(memory, task)) !== 0n;
    }
  }
}

const PREEMPT_MASK = PREEMPT.softirqOffset - 1 + PREEMPT.softirqMask + PREEMPT.hardirqMask + PREEMPT.nmiMask;
