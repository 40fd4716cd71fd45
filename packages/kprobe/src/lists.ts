import type { Memory } from '@tracelab/arm64-machine';
import { HlistNode, ListHead } from '@tracelab/kernel';

// linux/list.h and rculist.h for the control plane, in the order of stores that lets a CPU walk the list meanwhile.

export function initListHead(memory: Memory, head: bigint): void {
  ListHead.next.write(memory, head, head);
  ListHead.prev.write(memory, head, head);
}

/** list_add_rcu(): at the front. */
export function listAdd(memory: Memory, node: bigint, head: bigint): void {
  const first = ListHead.next.read(memory, head);
  ListHead.next.write(memory, node, first);
  ListHead.prev.write(memory, node, head);
  ListHead.next.write(memory, head, node);
  ListHead.prev.write(memory, first, node);
}

/** list_del_rcu(): who stands on the node still finds its way. */
export function listDel(memory: Memory, node: bigint): void {
  const next = ListHead.next.read(memory, node);
  const prev = ListHead.prev.read(memory, node);
  ListHead.next.write(memory, prev, next);
  ListHead.prev.write(memory, next, prev);
}

export function* listed(memory: Memory, head: bigint): Generator<bigint> {
  for (let at = ListHead.next.read(memory, head); at !== head; at = ListHead.next.read(memory, at)) yield at;
}

/** hlist_replace_rcu() */
export function hlistReplace(memory: Memory, old: bigint, node: bigint): void {
  const next = HlistNode.next.read(memory, old);
  const pprev = HlistNode.pprev.read(memory, old);
  HlistNode.next.write(memory, node, next);
  HlistNode.pprev.write(memory, node, pprev);
  memory.write(pprev, 8, node);
  if (next !== 0n) HlistNode.pprev.write(memory, next, node + BigInt(HlistNode.next.offset));
}
