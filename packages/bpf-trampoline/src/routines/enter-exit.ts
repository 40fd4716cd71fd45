import { asm } from '@tracelab/arm64-machine';
import { BpfProg, BpfProgStats, BpfTrampRunCtx } from '@tracelab/bpf';
import { routine, TaskStruct, type Routine } from '@tracelab/kernel';
import { perCpuAdd } from './per-cpu.js';

/** Protection around a program, by what it protects from (kernel-paths.md 6.2). Left out, it shows what it costs. */
export const GUARDS = {
  rcu: 'what the program reads is freed while it runs',
  migrate: 'the task goes on on another CPU, and with other per-CPU data, in the middle of the program',
  recursion: 'the program runs inside itself on the same CPU',
  preempt: 'the task is moved between reading its CPU and counting there',
} as const;
export type Guard = keyof typeof GUARDS;

/** Which enter and exit functions a program needs. */
export interface EnterExit {
  readonly enter: string;
  readonly exit: string;
}

/** Kinds of program by what goes on around them (v6.1, kernel/bpf/trampoline.c). */
export const ENTER_EXIT = {
  recur: { enter: '__bpf_prog_enter_recur', exit: '__bpf_prog_exit_recur' },
  sleepable: { enter: '__bpf_prog_enter_sleepable_recur', exit: '__bpf_prog_exit_sleepable_recur' },
  /** Without protection against recursion. */
  lsmCgroup: { enter: '__bpf_prog_enter_lsm_cgroup', exit: '__bpf_prog_exit_lsm_cgroup' },
} as const satisfies Record<string, EnterExit>;
type Kind = keyof typeof ENTER_EXIT;

/** Labels that bpf_stats_enabled patches: NOP, or a branch to the label of the same name with `_on` behind it. */
export const STATS_KEYS = [
  ...(['recur', 'sleepable'] as const).map((kind) => `${ENTER_EXIT[kind].enter}.stats`),
  'update_prog_stats.stats',
];

const RCU: Record<Kind, readonly [lock: string, unlock: string]> = {
  recur: ['__rcu_read_lock', '__rcu_read_unlock'],
  sleepable: ['rcu_read_lock_trace', 'rcu_read_unlock_trace'],
  lsmCgroup: ['__rcu_read_lock', '__rcu_read_unlock'],
};

/**
 * __bpf_prog_enter*(prog, run_ctx) of v6.1: returns the start time, or 0 where the program runs on this CPU already. Of
 * sleepable programs, v6.1 sets the run context after the test for recursion and so restores garbage when that fails; here it
 * is set before, as for the others and as later kernels do.
 */
function enter(kind: Kind, without: ReadonlySet<Guard>): Routine {
  const name = ENTER_EXIT[kind].enter;
  const has = (guard: Guard): boolean => !without.has(guard);
  const counted = kind !== 'lsmCgroup';
  const recursion = counted && has('recursion');
  const label = `.L${kind}_enter`;
  return routine(name, asm`
        paciasp
        stp     x29, x30, [sp, #-32]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        mov     x19, x0
        mov     x20, x1
${has('rcu') ? `        bl      ${RCU[kind][0]}` : ''}
${has('migrate') ? '        bl      migrate_disable' : ''}
        mrs     x0, sp_el0
        ldr     x1, [x0, #${TaskStruct.bpfCtx}]
        str     x20, [x0, #${TaskStruct.bpfCtx}]
        str     x1, [x20, #${BpfTrampRunCtx.savedRunCtx}]
${recursion ? asm`
        ldr     x1, [x19, #${BpfProg.active}]
${perCpuAdd({
  at: 'x1', addend: 1, sum: 'w4', scratch: ['x0', 'x2', 'x3'], resched: `${label}_resched`, resumed: `${label}_counted`, preempt: has('preempt'),
})}
        cmp     w4, #1
        b.ne    ${label}_recursion
` : ''}
        mov     x0, #1
${counted ? asm`
        .globl  ${name}.stats
${name}.stats:
        nop                                             // static key: bpf_stats_enabled
` : ''}
${label}_return:
        ldp     x19, x20, [sp, #16]
        ldp     x29, x30, [sp], #32
        autiasp
        ret
${recursion ? asm`
${label}_resched:
        mov     w20, w4
        bl      preempt_schedule_notrace
        mov     w4, w20
        b       ${label}_counted
${label}_recursion:
        mov     x0, x19
        bl      bpf_prog_inc_misses_counter
        mov     x0, #0
        b       ${label}_return
` : ''}
${counted ? asm`
        .globl  ${name}.stats_on
${name}.stats_on:
        bl      sched_clock
        cmp     x0, #0                                  // 0 says "do not run"
        csinc   x0, x0, xzr, ne
        b       ${label}_return
` : ''}
`);
}

/** __bpf_prog_exit*(prog, start, run_ctx): undoes what enter did, also where that returned 0. */
function exit(kind: Kind, without: ReadonlySet<Guard>): Routine {
  const has = (guard: Guard): boolean => !without.has(guard);
  const counted = kind !== 'lsmCgroup';
  const recursion = counted && has('recursion');
  const label = `.L${kind}_exit`;
  return routine(ENTER_EXIT[kind].exit, asm`
        paciasp
        stp     x29, x30, [sp, #-32]!
        mov     x29, sp
        str     x19, [sp, #16]
        mov     x19, x0
        mrs     x3, sp_el0
        ldr     x2, [x2, #${BpfTrampRunCtx.savedRunCtx}]
        str     x2, [x3, #${TaskStruct.bpfCtx}]
${counted ? '        bl      update_prog_stats' : ''}
${recursion ? asm`
        ldr     x0, [x19, #${BpfProg.active}]
${perCpuAdd({
  at: 'x0', addend: -1, sum: 'w4', scratch: ['x1', 'x2', 'x3'], resched: `${label}_resched`, resumed: `${label}_counted`, preempt: has('preempt'),
})}
` : ''}
${has('migrate') ? '        bl      migrate_enable' : ''}
${has('rcu') ? `        bl      ${RCU[kind][1]}` : ''}
        ldr     x19, [sp, #16]
        ldp     x29, x30, [sp], #32
        autiasp
        ret
${recursion ? asm`
${label}_resched:
        bl      preempt_schedule_notrace
        b       ${label}_counted
` : ''}
`);
}

/** update_prog_stats(prog, start): the statistics of a run, where they are on. */
export const updateProgStats = routine('update_prog_stats', asm`
        .globl  update_prog_stats.stats
update_prog_stats.stats:
        nop                                             // static key: bpf_stats_enabled
1:      ret
        .globl  update_prog_stats.stats_on
update_prog_stats.stats_on:
        cmp     x1, #1                                  // NO_START_TIME: statistics were off when the program began
        b.ls    1b
        paciasp
        stp     x29, x30, [sp, #-32]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        mov     x20, x1
        ldr     x19, [x0, #${BpfProg.stats}]
        mrs     x0, tpidr_el1
        add     x19, x19, x0
        ldr     x0, [x19, #${BpfProgStats.cnt}]
        add     x0, x0, #1
        str     x0, [x19, #${BpfProgStats.cnt}]
        bl      sched_clock
        ldr     x1, [x19, #${BpfProgStats.nsecs}]
        sub     x0, x0, x20
        add     x0, x1, x0
        str     x0, [x19, #${BpfProgStats.nsecs}]
        ldp     x19, x20, [sp, #16]
        ldp     x29, x30, [sp], #32
        autiasp
        ret
`);

/** Counts a run that recursion suppressed, in the program's per-CPU statistics. */
export const incMissesCounter = routine('bpf_prog_inc_misses_counter', asm`
        ldr     x1, [x0, #${BpfProg.stats}]
        mrs     x2, tpidr_el1
        add     x1, x1, x2
        ldr     x0, [x1, #${BpfProgStats.misses}]
        add     x0, x0, #1
        str     x0, [x1, #${BpfProgStats.misses}]
        ret
`);

/** Of ordinary programs, which the bench runs. */
export const recurRoutines = (without: ReadonlySet<Guard>): readonly Routine[] => [
  enter('recur', without), exit('recur', without), updateProgStats, incMissesCounter,
];

/** Of the other kinds. */
export const otherEnterExits = (without: ReadonlySet<Guard>): readonly Routine[] =>
  (['sleepable', 'lsmCgroup'] as const).flatMap((kind) => [enter(kind, without), exit(kind, without)]);
