import { asm } from '@tracelab/arm64-machine';
import { BRK_IMM, Rq, TaskStruct, ThreadInfo } from '../layout/index.js';
import { traceable } from '../routine.js';
import { preemptDisable, preemptEnable } from './preempt.js';

/** kernel/sched/core.c: the task stays on its CPU and remains preemptible. */
export const migrateDisable = traceable('migrate_disable', asm`
        mrs     x0, sp_el0
        ldrh    w1, [x0, #${TaskStruct.migrationDisabled}]
        cbz     w1, 1f
        add     w1, w1, #1
        strh    w1, [x0, #${TaskStruct.migrationDisabled}]
        ret
1:
${preemptDisable({ task: 'x0', count: 'x1' })}
        adrp    x2, runqueues
        add     x2, x2, :lo12:runqueues
        mrs     x1, tpidr_el1
        add     x1, x1, x2
        mov     w3, #1
        ldr     w2, [x1, #${Rq.nrPinned}]
        add     w2, w2, #1
        str     w2, [x1, #${Rq.nrPinned}]
        strh    w3, [x0, #${TaskStruct.migrationDisabled}]
        ldr     x1, [x0, #${ThreadInfo.preemptCount}]   // count and need-resched in one
        sub     x1, x1, #1
        str     w1, [x0, #${ThreadInfo.preemptCount}]
        cbz     x1, 2f
        ldr     x0, [x0, #${ThreadInfo.preemptCount}]   // an interrupt may have asked in between
        cbnz    x0, 3f
2:      paciasp
        stp     x29, x30, [sp, #-16]!
        mov     x29, sp
        bl      preempt_schedule
        ldp     x29, x30, [sp], #16
        autiasp
        ret
3:      ret
`);

/** cpus_ptr differs from &cpus_mask only where the scheduler moved the task's affinity aside meanwhile. */
export const migrateEnable = traceable('migrate_enable', asm`
        paciasp
        stp     x29, x30, [sp, #-32]!
        mov     x29, sp
        str     x19, [sp, #16]
        mrs     x19, sp_el0
        ldrh    w0, [x19, #${TaskStruct.migrationDisabled}]
        cmp     w0, #1
        b.hi    4f
        b.ne    5f
${preemptDisable({ task: 'x19', count: 'x0' })}
        ldr     x0, [x19, #${TaskStruct.cpusPtr}]
        add     x1, x19, #${TaskStruct.cpusMask}
        cmp     x0, x1
        b.eq    1f
        mov     x0, x19
        mov     w2, #8                                  // SCA_MIGRATE_ENABLE
        bl      __set_cpus_allowed_ptr
1:      adrp    x1, runqueues
        add     x1, x1, :lo12:runqueues
        mrs     x0, tpidr_el1
        add     x0, x0, x1
        strh    wzr, [x19, #${TaskStruct.migrationDisabled}]
        ldr     w1, [x0, #${Rq.nrPinned}]
        sub     w1, w1, #1
        str     w1, [x0, #${Rq.nrPinned}]
        mrs     x1, sp_el0
${preemptEnable({ task: 'x1', count: 'x0', resched: '3f' })}
2:      ldr     x19, [sp, #16]
        ldp     x29, x30, [sp], #32
        autiasp
        ret
3:      bl      preempt_schedule
        b       2b
4:      sub     w0, w0, #1
        strh    w0, [x19, #${TaskStruct.migrationDisabled}]
        b       2b
5:      brk     #${BRK_IMM.bug}                         // WARN_ON_ONCE: not disabled
        b       2b
`);
