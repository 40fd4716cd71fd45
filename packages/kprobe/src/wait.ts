import { SLOT, type Machine } from '@tracelab/arm64-machine';
import { TaskStruct, ThreadInfo, type Kernel } from '@tracelab/kernel';

/**
 * Steps of the control plane that other CPUs run between: it yields what has to hold before it goes on, or nothing where
 * it would go on at once. The `Interleaver` of arm64-machine takes such generators; {@link atRest} is for when nobody runs.
 */
export type Waits<T = void> = Generator<(() => boolean) | void, T>;

/**
 * Carries out steps while no CPU runs.
 *
 * @throws Error naming a CPU that would have to go on first
 */
export function atRest<T>(kernel: Kernel, steps: Waits<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    if (!value || value()) continue;
    const busy = kernel.cluster.cores.find((core) => !canBeStopped(kernel, core));
    const pc = busy?.state.pc ?? 0n;
    const place = kernel.symbols.at(pc)?.name ?? `0x${pc.toString(16)}`;
    throw new Error(`kprobe: CPU ${busy?.number} stands in ${place} where it cannot be interrupted: let it run on, or give the steps to an Interleaver`);
  }
}

/** PSTATE.I as the machine keeps DAIF. */
const IRQS_OFF = 2;

/** Whether a CPU takes interrupts and may switch to another task: where its stopper thread, the highest of all, runs at once. */
function canBeStopped(kernel: Kernel, { state: { words }, number }: Machine): boolean {
  if (words[SLOT.el] === 0) return true;
  return (words[SLOT.daif]! & IRQS_OFF) === 0 && ThreadInfo.preemptCount.read(kernel.memory, kernel.tasks[number]!) === 0n;
}

/**
 * stop_machine(): does something while every CPU is in its stopper thread with interrupts off. None of them is within an
 * exception or a slot then, and each passes an ISB on the way out.
 */
export function* stopMachine(kernel: Kernel, action: () => void): Waits {
  const { cluster } = kernel;
  const stopped: Machine[] = [];
  yield () => {
    for (const core of cluster.running) {
      if (!canBeStopped(kernel, core)) continue;
      cluster.stop(core);
      stopped.push(core);
    }
    return cluster.running.length === 0;
  };
  action();
  for (const core of stopped) cluster.start(core);
}

/** synchronize_rcu(): every CPU has been seen outside of what may not be preempted, and its task outside of rcu_read_lock(). */
export function* synchronizeRcu(kernel: Kernel): Waits {
  const { memory, tasks } = kernel;
  const readers = new Set(kernel.cluster.running);
  yield () => {
    for (const core of readers) {
      const nesting = TaskStruct.rcuReadLockNesting.read(memory, tasks[core.number]!);
      if (canBeStopped(kernel, core) && nesting === 0n) readers.delete(core);
    }
    return readers.size === 0;
  };
}
