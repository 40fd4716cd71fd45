import { at, bytes, ptr, struct, u32, u64 } from '@tracelab/arm64-machine';

/** What return hooks of one user share (linux/rethook.h of v6.1). */
export const Rethook = struct('rethook', {
  data: ptr,
  /** Called when a hooked function returns; NULL once the rethook is being freed. */
  handler: ptr,
  /** freelist_head: the newest free node. With a list per CPU, the address of the first CPU's. */
  pool: ptr,
  ref: u32,
  rcu: at(32, bytes(16, 8)),
  /** Bytes of a node with its user's data, a multiple of 8: what a frame of the shadow stack takes. */
  nodeSize: at(48, u64),
});

/**
 * One pending return. The user's data follows it: entry IP and private area of an fprobe. It has this layout as a node of
 * the pool and as a frame of the shadow stack, where nothing uses the freelist's part.
 */
export const RethookNode = struct('rethook_node', {
  /** freelist_node, in a union with an rcu_head. */
  refs: u32,
  freelistNext: at(8, ptr),
  /** llist_node on current->rethooks; the list points at this member. */
  next: at(16, ptr),
  rethook: ptr,
  /** Where the function would have returned to; the trampoline itself when an earlier hook of that call was there first. */
  retAddr: ptr,
  /** The frame pointer of the caller, which tells that the return is the hooked call's. */
  frame: ptr,
});

/** Bytes between the lists of two CPUs (L1_CACHE_BYTES): each has a line of its own. */
export const POOL_SLOT_SHIFT = 6;

/** Bytes of a task's shadow stack: one page. */
export const SHADOW_STACK_SIZE = 4096;

/**
 * What `arch_rethook_trampoline` saves, and what a return handler gets as its registers: the 112 bytes of
 * `struct ftrace_regs`, whichever trampoline the entry went through.
 */
export const RethookRegs = struct('rethook_regs', {
  /** The return value, and the registers a larger one takes. */
  x0: u64,
  x1: u64,
  x2: u64,
  x3: u64,
  x4: u64,
  x5: u64,
  x6: u64,
  x7: u64,
  x8: u64,
  unused: u64,
  fp: u64,
  lr: u64,
  sp: u64,
  pc: u64,
});
