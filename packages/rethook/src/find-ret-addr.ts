import { TaskStruct, type HijackedReturns, type Kernel } from '@tracelab/kernel';
import { RethookNode } from './layout.js';

/**
 * rethook_find_ret_addr: what an unwinder finds behind `arch_rethook_trampoline`. Nodes are listed in the task wherever they
 * come from, so a pool's and a shadow stack's are found alike. A hook that is being made or undone is in the frame before,
 * or after, it is on the list.
 */
export function rethookReturns({ memory, symbols }: Kernel): HijackedReturns {
  const trampoline = symbols.lookup('arch_rethook_trampoline');
  return {
    trampoline,
    of: (task) => {
      let listed = TaskStruct.rethooks.read(memory, task);
      return (frame) => {
        while (listed !== 0n) {
          const node = listed - BigInt(RethookNode.next.offset);
          listed = RethookNode.next.read(memory, node);
          const retAddr = RethookNode.retAddr.read(memory, node);
          // Of several hooks of one call only the oldest saw the real address.
          if (retAddr !== trampoline && RethookNode.frame.read(memory, node) === frame) return retAddr;
        }
        return undefined;
      };
    },
  };
}
