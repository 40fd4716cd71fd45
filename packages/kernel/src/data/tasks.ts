import { asm } from '@tracelab/arm64-machine';
import { Pid, PIDTYPE, pidLink, SignalStruct, TaskStruct } from '../layout/index.js';
import { THREAD_SIZE } from '../routines/vectors.js';
import { data, type DataObject } from '../routine.js';
import { initialiser } from './initialiser.js';

/** The benchmark's process, and the process group of the shell script that started it. */
export const BENCH_PID = 1234;
export const BENCH_PGID = 1200;

/** Which pid holds the task on its list of each kind. */
const holders = [
  { kind: PIDTYPE.pid, pid: 'bench_pid' },
  { kind: PIDTYPE.tgid, pid: 'bench_pid' },
  { kind: PIDTYPE.pgid, pid: 'bench_pgrp' },
  { kind: PIDTYPE.sid, pid: 'bench_pgrp' },
];

/** `current`: the one thread there is, leader of its group, free to run on four CPUs. */
const initTask = data('init_task', initialiser(TaskStruct, {
  threadInfo: asm`
        .quad   0                                       // flags
        .word   0, 1                                    // preempt count, inverted need-resched
        .word   0, 0                                    // cpu
  `,
  stack: 'init_stack',
  usage: 2,
  onCpu: 1,
  nrCpusAllowed: 4,
  cpusPtr: `init_task + ${TaskStruct.cpusMask}`,
  cpusMask: '.quad 0xf, 0, 0, 0',
  pid: BENCH_PID,
  tgid: BENCH_PID,
  groupLeader: 'init_task',
  threadPid: 'bench_pid',
  pidLinks: Object.fromEntries(holders.map(({ kind, pid }) => [kind * 2 + 1, `${pid} + ${Pid.tasks.at(kind)}`])),
  signal: 'init_signals',
}));

const initSignals = data('init_signals', initialiser(SignalStruct, {
  pids: Object.fromEntries(holders.map(({ kind, pid }) => [kind, pid])),
}));

const initStack = data('init_stack', asm`
        .zero   ${THREAD_SIZE}
        .globl  init_stack_top
init_stack_top:
`, 2 * THREAD_SIZE);

/** Lists of the tasks that a pid is the number of: tasks[kind] of `struct pid`. */
export function tasksOf(pid: string): Record<number, string> {
  return Object.fromEntries(
    holders.filter((one) => one.pid === pid).map(({ kind }) => [kind, `init_task + ${pidLink(kind)}`]),
  );
}

export const taskData: readonly DataObject[] = [initTask, initSignals, initStack];
