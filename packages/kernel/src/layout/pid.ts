import { array, at, bytes, ptr, s32, struct, u32 } from '@tracelab/arm64-machine';
import { Idr } from './radix-tree.js';

/** A pid's number in one namespace. */
export const Upid = struct('upid', { nr: s32, ns: ptr });

/** struct pid; `numbers` is as long as the namespace is deep, one entry here. */
export const Pid = struct('pid', {
  count: u32,
  level: u32,
  lock: u32,
  /** tasks[PIDTYPE_MAX]: hlist heads of the tasks' pid_links. */
  tasks: at(16, array(ptr, 4)),
  inodes: ptr,
  waitPidfd: bytes(24, 8),
  rcu: bytes(16, 8),
  numbers: bytes(Upid.structSize, 8),
});

export const PidNamespace = struct(
  'pid_namespace',
  {
    idr: bytes(Idr.structSize, 8),
    rcu: bytes(16, 8),
    pidAllocated: u32,
    childReaper: ptr,
    pidCachep: ptr,
    level: u32,
    parent: ptr,
  },
  128,
);

/** The member of signal_struct that task_pgrp() reads. */
export const SignalStruct = struct('signal_struct', { pids: at(400, array(ptr, 4)) }, 1088);
