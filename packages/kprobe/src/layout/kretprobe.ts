import { bytes, ptr, s32, struct, u32, u64 } from '@tracelab/arm64-machine';
import { FreelistNode } from '@tracelab/kernel';
import { Kprobe } from './kprobe.js';

// kernel-paths.md has no layout of these: from memory of linux/kprobes.h of v6.1 without CONFIG_KRETPROBE_ON_RETHOOK.

export const Kretprobe = struct('kretprobe', {
  kp: bytes(Kprobe.structSize, 8),
  /** Called when the function returns: (instance, pt_regs). */
  handler: ptr,
  /** Called at its entry; other than 0, the return is not hooked. */
  entryHandler: ptr,
  /** Calls that may be pending at a time. */
  maxactive: s32,
  /** Calls whose return was not hooked, as no instance was left. */
  nmissed: s32,
  dataSize: u64,
  /** freelist_head: the newest free instance. */
  freelist: ptr,
  rph: ptr,
});

/** Outlives the kretprobe for as long as a call is pending: its instances find here whether there still is one. */
export const KretprobeHolder = struct('kretprobe_holder', { rp: ptr, ref: u32 });

/** One pending return. */
export const KretprobeInstance = struct('kretprobe_instance', {
  /** freelist_node, in a union with an rcu_head. */
  freelist: bytes(FreelistNode.structSize, 8),
  /** llist_node on current->kretprobe_instances; the list points at this member. */
  llist: ptr,
  rph: ptr,
  /** Where the function would have returned to; the trampoline itself where another instance hooked that call first. */
  retAddr: ptr,
  /** X29 at the function's entry: the caller's frame, which tells whose return it is. */
  fp: ptr,
  data: bytes(0, 8),
});

/** struct callback_head. */
export const RcuHead = struct('rcu_head', { next: ptr, func: ptr });

/** Per CPU: the callbacks that wait for a grace period; `tail` is the address of the pointer that ends the list. */
export const RcuCblist = struct('rcu_cblist', { head: ptr, tail: ptr, len: u64 });
