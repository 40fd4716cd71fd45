import { asm } from '@tracelab/arm64-machine';
import { Pid, PIDTYPE, pidLink, SignalStruct, TaskStruct } from '../layout/index.js';
import { THREAD_SIZE } from '../routines/vectors.js';
import { data, type DataObject } from '../routine.js';
import { initialiser } from './initialiser.js';

/**
 * The benchmark's process, the process group of the shell script that started it, and the first process, whose child it
 * became when the shell had gone.
 */
export const BENCH_PID = 1234;
export const BENCH_PGID = 1200;
export const REAPER_PID = 1;

/** Which pid holds which task on its list of each kind. */
const holders = [
  { task: 'init_task', kind: PIDTYPE.pid, pid: 'bench_pid' },
  { task: 'init_task', kind: PIDTYPE.tgid, pid: 'bench_pid' },
  { task: 'init_task', kind: PIDTYPE.pgid, pid: 'bench_pgrp' },
  { task: 'init_task', kind: PIDTYPE.sid, pid: 'bench_pgrp' },
  ...Object.values(PIDTYPE).map((kind) => ({ task: 'reaper_task', kind, pid: 'reaper_pid' })),
];
const heldBy = (task: string) => holders.filter((one) => one.task === task);

/** A task's links on the lists of its pids, and its pids by kind. */
const pidLinksOf = (task: string) => Object.fromEntries(heldBy(task).map(({ kind, pid }) => [kind * 2 + 1, `${pid} + ${Pid.tasks.at(kind)}`]));
const signalsOf = (task: string) => initialiser(SignalStruct, { pids: Object.fromEntries(heldBy(task).map(({ kind, pid }) => [kind, pid])) });

/** `current`: the one thread that runs, leader of its group, free to run on four CPUs. */
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
  realParent: 'reaper_task',
  groupLeader: 'init_task',
  threadPid: 'bench_pid',
  pidLinks: pidLinksOf('init_task'),
  comm: '.asciz "bench"\n.zero 10',
  signal: 'init_signals',
}));

const initSignals = data('init_signals', signalsOf('init_task'));

/** The first process: it never runs here. */
const reaperTask = data('reaper_task', initialiser(TaskStruct, {
  pid: REAPER_PID,
  tgid: REAPER_PID,
  realParent: 'reaper_task',
  groupLeader: 'reaper_task',
  threadPid: 'reaper_pid',
  pidLinks: pidLinksOf('reaper_task'),
  signal: 'reaper_signals',
}));

const reaperSignals = data('reaper_signals', signalsOf('reaper_task'));

const initStack = data('init_stack', asm`
        .zero   ${THREAD_SIZE}
        .globl  init_stack_top
init_stack_top:
`, 2 * THREAD_SIZE);

/** Lists of the tasks that a pid is the number of: tasks[kind] of `struct pid`. */
export function tasksOf(pid: string): Record<number, string> {
  return Object.fromEntries(
    holders.filter((one) => one.pid === pid).map(({ task, kind }) => [kind, `${task} + ${pidLink(kind)}`]),
  );
}

export const taskData: readonly DataObject[] = [initTask, initSignals, initStack, reaperTask, reaperSignals];
