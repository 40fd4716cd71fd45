import { HlistHead, HlistNode, type Kernel } from '@tracelab/kernel';
import { Kprobe, kprobeBucket } from './layout/index.js';

/** The kprobe at `address`, or undefined: get_kprobe() for the control plane. */
export function findKprobe(kernel: Kernel, address: bigint): bigint | undefined {
  const bucket = kprobeBucket(kernel.symbols.lookup('kprobe_table'), address);
  for (let at = HlistHead.first.read(kernel.memory, bucket); at !== 0n; at = HlistNode.next.read(kernel.memory, at)) {
    if (Kprobe.addr.read(kernel.memory, at) === address) return at;
  }
  return undefined;
}

/** hlist_add_head_rcu(): the node points on before the head points to it. */
export function addKprobe(kernel: Kernel, kprobe: bigint): void {
  const { memory } = kernel;
  const bucket = kprobeBucket(kernel.symbols.lookup('kprobe_table'), Kprobe.addr.read(memory, kprobe));
  const first = HlistHead.first.read(memory, bucket);
  HlistNode.next.write(memory, kprobe, first);
  HlistNode.pprev.write(memory, kprobe, bucket);
  HlistHead.first.write(memory, bucket, kprobe);
  if (first !== 0n) HlistNode.pprev.write(memory, first, kprobe + BigInt(HlistNode.next.offset));
}

/** hlist_del_rcu(). */
export function removeKprobe(kernel: Kernel, kprobe: bigint): void {
  const { memory } = kernel;
  const next = HlistNode.next.read(memory, kprobe);
  const pprev = HlistNode.pprev.read(memory, kprobe);
  memory.write(pprev, 8, next);
  if (next !== 0n) HlistNode.pprev.write(memory, next, pprev);
}
