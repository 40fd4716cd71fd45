import type { Kernel } from '@tracelab/kernel';
import { RcuCblist, RcuHead } from './layout/index.js';
import { stopMachine, synchronizeRcu, type Waits } from './wait.js';

/**
 * rcu_do_batch() on all CPUs: takes what call_rcu() has queued so far, and returns it, oldest first of each CPU, when a grace
 * period is over.
 *
 * @param callback the only one there is
 * @throws Error for a queued head of another
 */
export function* rcuDoBatch(kernel: Kernel, callback: string): Waits<bigint[]> {
  const { memory, symbols } = kernel;
  const func = symbols.lookup(callback);
  const heads: bigint[] = [];
  // The queue is its CPU's own: Linux empties it there, in a softirq.
  yield* stopMachine(kernel, () => {
    for (const { number } of kernel.cluster.cores) {
      const list = kernel.perCpuAddress(symbols.lookup('rcu_data_cblist'), number);
      for (let at = RcuCblist.head.read(memory, list); at !== 0n; at = RcuHead.next.read(memory, at)) heads.push(at);
      for (const field of [RcuCblist.head, RcuCblist.tail, RcuCblist.len]) field.write(memory, list, 0n);
    }
  });
  const other = heads.find((head) => RcuHead.func.read(memory, head) !== func);
  if (other !== undefined) throw new Error(`rcu: the head at 0x${other.toString(16)} has another callback than ${callback}`);
  yield* synchronizeRcu(kernel);
  return heads;
}
