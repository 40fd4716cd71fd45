/**
 * Flavours of RCU that what the control plane takes away waits for: readers between rcu_read_lock() and its unlock, or with
 * preemption off; tasks that are anywhere in the kernel and have not slept since; readers of sleepable programs.
 */
export type RcuFlavour = 'rcu' | 'rcu_tasks' | 'rcu_tasks_trace';

/** Who knows when code that runs now is through. */
export interface GracePeriods {
  /** call_rcu() and its relatives: calls back when everybody who could see what was there before has gone on. */
  after(flavour: RcuFlavour, then: () => void): void;
  /** schedule_work() from running code: calls back once it has asked for it. */
  when(asked: () => boolean, then: () => void): void;
}

/** No task is in the kernel while the control plane works: every grace period is over when it begins. */
export const nobodyRuns: GracePeriods = {
  after: (_flavour, then) => then(),
  when: (asked, then) => {
    if (!asked()) throw new Error('a call that has not returned still needs what is to be freed: give the trampoline grace periods that wait for it');
    then();
  },
};
