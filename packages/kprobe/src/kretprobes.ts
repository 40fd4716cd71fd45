import { FreelistNode, type Kernel } from '@tracelab/kernel';
import * as kprobes from './kprobes.js';
import { Kprobe, Kretprobe, KretprobeHolder, KretprobeInstance } from './layout/index.js';
import { rcuDoBatch } from './rcu-callbacks.js';
import type { Waits } from './wait.js';

// kernel/kprobes.c of v6.1, from memory of it. A kretprobe begins with its kprobe.

/**
 * register_kretprobe(): makes as many instances as calls may be pending, and registers the kprobe at the entry.
 *
 * @param kretprobe has its address and handlers; a maxactive of 0 is replaced by the default of a preemptible kernel
 */
export function* register(kernel: Kernel, kretprobe: bigint, execution?: kprobes.Executable): Waits {
  const { memory, symbols } = kernel;
  const maxactive = Number(Kretprobe.maxactive.read(memory, kretprobe)) || Math.max(10, 2 * kernel.numPossibleCpus);
  const size = KretprobeInstance.structSize + Number(Kretprobe.dataSize.read(memory, kretprobe));
  const rph = kernel.kzalloc(KretprobeHolder.structSize);
  let newest = 0n;
  for (let n = 0; n < maxactive; n++) {
    const instance = kernel.kzalloc(size);
    KretprobeInstance.rph.write(memory, instance, rph);
    FreelistNode.refs.write(memory, instance, 1);
    FreelistNode.next.write(memory, instance, newest);
    newest = instance;
  }
  KretprobeHolder.rp.write(memory, rph, kretprobe);
  KretprobeHolder.ref.write(memory, rph, maxactive);
  Kretprobe.maxactive.write(memory, kretprobe, maxactive);
  Kretprobe.freelist.write(memory, kretprobe, newest);
  Kretprobe.rph.write(memory, kretprobe, rph);
  Kprobe.preHandler.write(memory, kretprobe, symbols.lookup('pre_handler_kretprobe'));
  yield* kprobes.register(kernel, kretprobe, execution);
}

/** unregister_kretprobe(): calls that are pending return without the handler, and each frees its instance. */
export function* unregister(kernel: Kernel, kretprobe: bigint): Waits {
  const { memory } = kernel;
  const rph = Kretprobe.rph.read(memory, kretprobe);
  yield* kprobes.unregister(kernel, kretprobe, () => KretprobeHolder.rp.write(memory, rph, 0n));
  const size = KretprobeInstance.structSize + Number(Kretprobe.dataSize.read(memory, kretprobe));
  for (const instance of freeInstances(kernel, kretprobe)) freeInstance(kernel, instance, size);
}

/** Addresses of the instances that no call has, the next one to be taken first. */
export function freeInstances({ memory }: Kernel, kretprobe: bigint): bigint[] {
  const instances: bigint[] = [];
  for (let at = Kretprobe.freelist.read(memory, kretprobe); at !== 0n; at = FreelistNode.next.read(memory, at)) instances.push(at);
  return instances;
}

/** free_rp_inst_rcu() and its like in free_rp_inst(): the last of all frees what they share. */
function freeInstance(kernel: Kernel, instance: bigint, size: number): void {
  const { memory } = kernel;
  const rph = KretprobeInstance.rph.read(memory, instance);
  const left = KretprobeHolder.ref.read(memory, rph) - 1n;
  KretprobeHolder.ref.write(memory, rph, left);
  if (left === 0n) kernel.kfree(rph, KretprobeHolder.structSize);
  kernel.kfree(instance, size);
}

/** Frees the instances whose calls have returned since their kretprobes were unregistered. Returns how many. */
export function* reapInstances(kernel: Kernel): Waits<number> {
  const heads = yield* rcuDoBatch(kernel, 'free_rp_inst_rcu');
  for (const head of heads) freeInstance(kernel, head, KretprobeInstance.structSize);
  return heads.length;
}
