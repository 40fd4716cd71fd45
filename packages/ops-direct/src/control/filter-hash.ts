import type { Kernel } from '@tracelab/kernel';
import { HlistNode } from '@tracelab/kernel';
import { hashLong } from '../hash-long.js';
import { FtraceFuncEntry, FtraceHash } from '../ops.js';

const MAX_BITS = 12;

/** A new ftrace_hash that holds `ips`, of about half as many buckets; the shared empty one where there are none. */
export function makeHash(kernel: Kernel, ips: readonly bigint[]): bigint {
  if (ips.length === 0) return kernel.symbols.lookup('empty_hash');
  const { memory } = kernel;
  const bits = Math.min(fls(ips.length >> 1), MAX_BITS);
  const hash = kernel.kzalloc(FtraceHash.structSize);
  const buckets = kernel.kzalloc(8 << bits);
  FtraceHash.sizeBits.write(memory, hash, bits);
  FtraceHash.buckets.write(memory, hash, buckets);
  FtraceHash.count.write(memory, hash, ips.length);
  for (const ip of ips) {
    const entry = kernel.kzalloc(FtraceFuncEntry.structSize);
    FtraceFuncEntry.ip.write(memory, entry, ip);
    addHead(kernel, entry, buckets + hashLong(ip, bits) * 8n);
  }
  return hash;
}

/** Every address in a hash, by bucket; none where the pointer is NULL. */
export function hashEntries(kernel: Kernel, hash: bigint): bigint[] {
  if (hash === 0n) return [];
  return entriesOf(kernel, hash).map((entry) => FtraceFuncEntry.ip.read(kernel.memory, entry));
}

function entriesOf({ memory }: Kernel, hash: bigint): bigint[] {
  const buckets = FtraceHash.buckets.read(memory, hash);
  const entries: bigint[] = [];
  for (let i = 0n; i < 1n << FtraceHash.sizeBits.read(memory, hash); i++) {
    for (let node = memory.read(buckets + i * 8n, 8); node !== 0n; node = HlistNode.next.read(memory, node)) entries.push(node);
  }
  return entries;
}

/** free_ftrace_hash: whoever could read it has gone. */
export function freeHash(kernel: Kernel, hash: bigint): void {
  if (hash === 0n || hash === kernel.symbols.lookup('empty_hash')) return;
  const { memory } = kernel;
  const buckets = FtraceHash.buckets.read(memory, hash);
  const size = 8 << Number(FtraceHash.sizeBits.read(memory, hash));
  for (const entry of entriesOf(kernel, hash)) kernel.kfree(entry, FtraceFuncEntry.structSize);
  kernel.kfree(buckets, size);
  kernel.kfree(hash, FtraceHash.structSize);
}

/** hlist_add_head. */
function addHead({ memory }: Kernel, node: bigint, head: bigint): void {
  const first = memory.read(head, 8);
  HlistNode.next.write(memory, node, first);
  HlistNode.pprev.write(memory, node, head);
  if (first !== 0n) HlistNode.pprev.write(memory, first, node);
  memory.write(head, 8, node);
}

/** Number of the highest bit set, from 1; 0 for 0. */
function fls(value: number): number {
  return 32 - Math.clz32(value);
}
