import { asm } from '@tracelab/arm64-machine';
import { BpfProg, BpfProgStats, BpfTrampRunCtx } from '@tracelab/bpf';
import { routine, TaskStruct } from '@tracelab/kernel';
import { perCpuAdd } from './per-cpu.js';

/**
 * __bpf_prog_enter_recur(prog, run_ctx) of v6.1 (kernel/bpf/trampoline.c): returns the start time, or 0 where the program
 * runs on this CPU already.
 */
export const enterRecur = routine('__bpf_prog_enter_recur', asm`
        paciasp
        stp     x29, x30, [sp, #-32]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        mov     x19, x0
        mov     x20, x1
        bl      __rcu_read_lock
        bl      migrate_disable
        mrs     x0, sp_el0
        ldr     x1, [x0, #${TaskStruct.bpfCtx}]
        str     x20, [x0, #${TaskStruct.bpfCtx}]
        str     x1, [x20, #${BpfTrampRunCtx.savedRunCtx}]
        ldr     x1, [x19, #${BpfProg.active}]
${perCpuAdd({ at: 'x1', addend: 1, sum: 'w4', scratch: ['x0', 'x2', 'x3'], resched: '.Lenter_resched', resumed: '.Lenter_counted' })}
        cmp     w4, #1
        b.ne    .Lenter_recursion
        mov     x0, #1
        nop                                             // static key: bpf_stats_enabled
.Lenter_return:
        ldp     x19, x20, [sp, #16]
        ldp     x29, x30, [sp], #32
        autiasp
        ret
.Lenter_resched:
        mov     w19, w4
        bl      preempt_schedule_notrace
        mov     w4, w19
        b       .Lenter_counted
.Lenter_recursion:
        mov     x0, x19
        bl      bpf_prog_inc_misses_counter
        mov     x0, #0
        b       .Lenter_return
`);

/** __bpf_prog_exit_recur(prog, start, run_ctx). */
export const exitRecur = routine('__bpf_prog_exit_recur', asm`
        paciasp
        stp     x29, x30, [sp, #-32]!
        mov     x29, sp
        str     x19, [sp, #16]
        mov     x19, x0
        mrs     x3, sp_el0
        ldr     x2, [x2, #${BpfTrampRunCtx.savedRunCtx}]
        str     x2, [x3, #${TaskStruct.bpfCtx}]
        bl      update_prog_stats
        ldr     x0, [x19, #${BpfProg.active}]
${perCpuAdd({ at: 'x0', addend: -1, sum: 'w4', scratch: ['x1', 'x2', 'x3'], resched: '.Lexit_resched', resumed: '.Lexit_counted' })}
        bl      migrate_enable
        bl      __rcu_read_unlock
        ldr     x19, [sp, #16]
        ldp     x29, x30, [sp], #32
        autiasp
        ret
.Lexit_resched:
        bl      preempt_schedule_notrace
        b       .Lexit_counted
`);

/** update_prog_stats(prog, start) without bpf_stats_enabled. */
export const updateProgStats = routine('update_prog_stats', asm`
        nop                                             // static key: bpf_stats_enabled
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
