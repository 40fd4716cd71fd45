import { asm } from '@tracelab/arm64-machine';
import { Pid, PidNamespace, TaskStruct, Upid } from '../layout/index.js';
import { traceable } from '../routine.js';

// A upid is 16 bytes, so `lsl #4` scales an index into pid.numbers.
const numbersNs = Pid.numbers.offset + Upid.ns.offset;
const numbersNr = Pid.numbers.offset + Upid.nr.offset;

/** kernel/pid.c: the number of a pid as the current task's namespace sees it, 0 if it does not. */
export const pidVnr = traceable('pid_vnr', asm`
        mrs     x1, sp_el0
        ldr     x2, [x1, #${TaskStruct.threadPid}]
        mov     x1, x0
        cbz     x2, 1f
        ldr     w0, [x2, #${Pid.level}]
        add     x0, x2, x0, lsl #4
        ldr     x2, [x0, #${numbersNs}]
1:      mov     w0, #0
        cbz     x1, 2f
        ldr     w4, [x1, #${Pid.level}]
        ldr     w3, [x2, #${PidNamespace.level}]
        cmp     w4, w3
        b.lo    2f
        ubfiz   x3, x3, #4, #32
        add     x1, x1, x3
        ldr     x3, [x1, #${numbersNs}]
        cmp     x3, x2
        b.eq    3f
2:      ret
3:      ldr     w0, [x1, #${numbersNr}]
        ret
`);

/** The task with a number in the current task's namespace; under rcu_read_lock(). */
export const findTaskByVpid = traceable('find_task_by_vpid', asm`
        paciasp
        stp     x29, x30, [sp, #-16]!
        mrs     x1, sp_el0
        mov     x29, sp
        ldr     x1, [x1, #${TaskStruct.threadPid}]
        cbz     x1, 1f
        ldr     w2, [x1, #${Pid.level}]
        add     x2, x1, x2, lsl #4
        ldr     x1, [x2, #${numbersNs}]
1:      bl      find_pid_ns
        mov     w1, #0
        bl      pid_task
        ldp     x29, x30, [sp], #16
        autiasp
        ret
`);

export const findPidNs = traceable('find_pid_ns', asm`
        mov     w2, w0
        paciasp
        stp     x29, x30, [sp, #-16]!
        mov     x0, x1
        sxtw    x1, w2
        mov     x29, sp
        bl      idr_find
        ldp     x29, x30, [sp], #16
        autiasp
        ret
`);

/** The first task on pid->tasks[type]: its pid_links[type] is the list node. */
export const pidTask = traceable('pid_task', asm`
        cbz     x0, 1f
        sxtw    x3, w1
        mov     x2, #-${TaskStruct.pidLinks}
        add     x3, x3, #${Pid.tasks.offset / 8}
        sub     x1, x2, w1, sxtw #4
        ldr     x0, [x0, x3, lsl #3]
        cmp     x0, #0
        add     x1, x0, x1
        csel    x0, x1, x0, ne
        ret
1:      mov     x0, #0
        ret
`);
