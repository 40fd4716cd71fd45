import { array, at, bytes, ptr, s32, struct, u16, u32, u64 } from '@tracelab/arm64-machine';

/**
 * The members that the traced paths touch, in Linux's order. `trace_recursion` is where the October 2022 Raspberry Pi 4
 * build has it (kernel-paths.md 2.5); the others stand at offsets a build of that size gives them, so that members of
 * one cache line in the kernel share one here.
 */
export const TaskStruct = struct(
  'task_struct',
  {
    threadInfo: at(0, bytes(24, 8)),
    state: at(24, u32),
    stack: at(32, ptr),
    usage: at(40, u32),
    taskFlags: at(44, u32),
    onCpu: at(52, u32),

    policy: at(888, u32),
    nrCpusAllowed: at(892, s32),
    cpusPtr: at(896, ptr),
    userCpusPtr: at(904, ptr),
    cpusMask: at(912, bytes(32, 8)),
    migrationPending: at(944, ptr),
    migrationDisabled: at(952, u16),
    migrationFlags: at(954, u16),
    rcuReadLockNesting: at(956, s32),
    rcuReadUnlockSpecial: at(960, u32),
    /** Read-side of RCU tasks trace: depth, and what its unlock or a barrier has to see to. */
    trcReaderNesting: at(1024, s32),
    trcReaderSpecial: at(1032, u32),

    pid: at(1296, s32),
    tgid: at(1300, s32),
    realParent: at(1312, ptr),
    groupLeader: at(1360, ptr),
    threadPid: at(1400, ptr),
    /** pid_links[PIDTYPE_MAX] of {next, pprev}. */
    pidLinks: at(1408, array(u64, 8)),

    cred: at(1824, ptr),
    comm: at(1840, bytes(16)),

    nsproxy: at(1912, ptr),
    signal: at(1920, ptr),

    /** Nesting of pagefault_disable(). */
    pagefaultDisabled: at(2360, u32),

    bpfCtx: at(2448, ptr),

    /** Shadow stack of pending return hooks: a page of longs, and the next free index. */
    shadowStackIndex: at(2480, s32),
    shadowStack: at(2488, ptr),
    traceRecursion: at(2520, u64),
    /** llist head of the task's pending kretprobe instances. */
    kretprobeInstances: at(2584, ptr),
    /** llist head of the task's pending rethook nodes. */
    rethooks: at(2592, ptr),

    /** thread.sctlr_user: written to SCTLR_EL1 on exit where MTE or PAC differ per task. */
    sctlrUser: at(3672, u64),
  },
  4096,
);

/** Index of a kind of pid in pid.tasks, signal_struct.pids and task_struct.pid_links. */
export const PIDTYPE = { pid: 0, tgid: 1, pgid: 2, sid: 3 } as const;

/** PIDTYPE is the index; a link is {next, pprev}. */
export function pidLink(type: number): number {
  return TaskStruct.pidLinks.at(type * 2);
}
