import { array, at, bytes, ptr, struct, u16, u32, u64, u8 } from '@tracelab/arm64-machine';
import { BpfMap } from '../layout.js';

/** The operations that helpers reach through map->ops, as far as programs use them. */
export const BpfMapOps = struct('bpf_map_ops', {
  mapLookupElem: ptr,
  mapUpdateElem: ptr,
  mapDeleteElem: ptr,
  mapForEachCallback: ptr,
});

/** kernel/bpf/percpu_freelist.h: a list per CPU, elements taken from the CPU's own as long as it has any. */
export const PcpuFreelistHead = struct('pcpu_freelist_head', { first: ptr, lock: u32 });
export const PcpuFreelist = struct('pcpu_freelist', {
  /** Per-CPU {@link PcpuFreelistHead}. */
  freelist: ptr,
  extralist: bytes(PcpuFreelistHead.structSize, 8),
});

/** A chain of a hash table: ends in a "nulls" marker, odd, that holds the bucket's number. */
export const Bucket = struct('bucket', { head: ptr, rawLock: u32 }, 16);

/** How many per-CPU counters keep a program from taking a bucket's lock twice. */
export const HASHTAB_MAP_LOCK_COUNT = 8;

export const BpfHtab = struct('bpf_htab', {
  map: bytes(BpfMap.structSize, 8),
  memAlloc: bytes(64, 8),
  buckets: ptr,
  elems: ptr,
  freelist: bytes(PcpuFreelist.structSize, 8),
  /** {@link BpfLruList} of an LRU table. */
  lru: ptr,
  /** Per-CPU pointer to an element in reserve, which an update in place of another takes. */
  extraElems: ptr,
  nBuckets: u32,
  elemSize: u32,
  hashrnd: u32,
  /** Per-CPU int each. */
  mapLocked: at(392, array(ptr, HASHTAB_MAP_LOCK_COUNT)),
});

/** kernel/bpf/bpf_lru_list.h */
export const BpfLruNode = struct('bpf_lru_node', { next: ptr, prev: ptr, cpu: u16, type: u8, ref: u8 });
export const LRU_LIST = { active: 0, inactive: 1, free: 2 } as const;
export const BpfLruList = struct('bpf_lru_list', {
  /** list_head of active, inactive and free nodes. */
  lists: array(ptr, 6),
  /** Active and inactive nodes. */
  counts: array(u32, 2),
  nextInactiveRotation: ptr,
  lock: u32,
});

/** An element of a hash table; the value follows the key, at a multiple of 8. A per-CPU table's value is a per-CPU pointer. */
export const HtabElem = struct('htab_elem', {
  next: ptr,
  /** While the element is free, its node on the freelist. */
  pprev: ptr,
  lruNode: bytes(BpfLruNode.structSize, 8),
  hash: u32,
  key: at(48, bytes(0, 8)),
});

const PAGE = 4096;

/** A ring buffer: positions count bytes and never wrap; each is on a page of its own, as user space maps them. */
export const BpfRingbuf = struct('bpf_ringbuf', {
  waitq: bytes(24, 8),
  work: bytes(32, 8),
  mask: u64,
  pages: ptr,
  nrPages: u32,
  spinlock: at(128, u32),
  consumerPos: at(PAGE, u64),
  producerPos: at(2 * PAGE, u64),
  data: at(3 * PAGE, bytes(0, 8)),
});
export const BpfRingbufMap = struct('bpf_ringbuf_map', { map: bytes(BpfMap.structSize, 8), rb: ptr });

/** In front of every record: its length with the state bits, and how many pages before it the ring buffer begins. */
export const BpfRingbufHdr = struct('bpf_ringbuf_hdr', { len: u32, pgOff: u32 });
export const BPF_RINGBUF_BUSY_BIT = 0x8000_0000;
export const BPF_RINGBUF_DISCARD_BIT = 0x4000_0000;

/** irq_work.node.a_flags, and the bit of it that says that the work waits. */
export const IrqWork = struct('irq_work', { next: ptr, flags: u32, func: at(16, ptr) });
export const IRQ_WORK_CLAIMED = 3;

/** kernel/bpf/stackmap.c */
export const StackMapBucket = struct('stack_map_bucket', { fnode: ptr, hash: u32, nr: u32, data: bytes(0, 8) });
export const BpfStackMap = struct('bpf_stack_map', {
  map: bytes(BpfMap.structSize, 8),
  elems: ptr,
  freelist: bytes(PcpuFreelist.structSize, 8),
  nBuckets: u32,
  buckets: at(296, bytes(0, 8)),
});

/** What a stack walk leaves: perf_callchain_entry, per CPU. */
export const PerfCallchainEntry = struct('perf_callchain_entry', { nr: u64, ip: array(u64, 127) });

/** spin_lock_off of a map whose values have no lock. */
export const NO_SPIN_LOCK = -22;
