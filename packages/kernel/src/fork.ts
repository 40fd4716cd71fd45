import type { Memory } from '@tracelab/arm64-machine';
import { BENCH_PID } from './data/tasks.js';
import { Pid, TaskStruct, ThreadInfo } from './layout/index.js';
import { THREAD_SIZE } from './routines/vectors.js';

/** Bytes after which addresses fall into the same set of the L1 data caches: of 32 KiB and two ways, the largest. */
const COLOURS = 16 << 10;

/** What a new thread needs of the kernel. */
export interface Forking {
  readonly memory: Memory;
  readonly initTask: bigint;
  /** Zeroed memory. */
  kzalloc(size: number, align?: number): bigint;
}

export interface Thread {
  readonly task: bigint;
  /** Top of its kernel stack. */
  readonly stackTop: bigint;
}

/**
 * fork() with CLONE_THREAD, and the thread's move to its CPU: one more thread of the benchmark's process. Its task has
 * the place in the caches that the first one has, so that CPUs do not differ by which of their lines meet in a set.
 */
export function forkThread({ memory, initTask, kzalloc }: Forking, cpu: number): Thread {
  const area = kzalloc(TaskStruct.structSize + COLOURS);
  const colour = (initTask - area) & BigInt(COLOURS - 1);
  const task = area + colour;
  memory.writeBytes(task, memory.readBytes(initTask, TaskStruct.structSize));

  const stack = kzalloc(THREAD_SIZE, 2 * THREAD_SIZE);
  ThreadInfo.cpu.write(memory, task, cpu);
  TaskStruct.stack.write(memory, task, stack);
  TaskStruct.cpusPtr.write(memory, task, task + BigInt(TaskStruct.cpusMask.offset));
  TaskStruct.pid.write(memory, task, BENCH_PID + cpu);
  TaskStruct.threadPid.write(memory, task, copyPid(memory, kzalloc, TaskStruct.threadPid.read(memory, initTask), cpu));
  return { task, stackTop: stack + BigInt(THREAD_SIZE) };
}

/** The thread's own struct pid. Nobody looks it up by number, so it stands in no tree. */
function copyPid(memory: Memory, kzalloc: Forking['kzalloc'], leader: bigint, cpu: number): bigint {
  const pid = kzalloc(Pid.structSize);
  memory.writeBytes(pid, memory.readBytes(leader, Pid.structSize));
  memory.write(pid + BigInt(Pid.numbers.offset), 4, BigInt(BENCH_PID + cpu));
  return pid;
}
