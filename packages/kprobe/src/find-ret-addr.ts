import { TaskStruct, type HijackedReturns, type Kernel } from '@tracelab/kernel';
import { KretprobeInstance } from './layout/index.js';

/** Addresses of a task's pending instances, the newest call's first. */
export function pendingInstances({ memory }: Kernel, task: bigint): bigint[] {
  const instances: bigint[] = [];
  for (let at = TaskStruct.kretprobeInstances.read(memory, task); at !== 0n; at = memory.read(at, 8)) {
    instances.push(at - BigInt(KretprobeInstance.llist.offset));
  }
  return instances;
}

/**
 * kretprobe_find_ret_addr() (from memory of v6.1): what an unwinder shows for a return address that is
 * `__kretprobe_trampoline`. Of several instances of one call only the first to hook it has the address; its frame pointer
 * tells whose it is.
 */
export function kretprobeReturns(kernel: Kernel): HijackedReturns {
  const trampoline = kernel.symbols.lookup('__kretprobe_trampoline');
  return {
    trampoline,
    of(task) {
      const instances = pendingInstances(kernel, task).values();
      return (frame) => {
        for (const instance of instances) {
          const returns = KretprobeInstance.retAddr.read(kernel.memory, instance);
          if (returns !== trampoline && KretprobeInstance.fp.read(kernel.memory, instance) === frame) return returns;
        }
        return undefined;
      };
    },
  };
}
