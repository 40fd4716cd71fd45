import { asm } from '@tracelab/arm64-machine';
import { Pid, PidNamespace, PIDTYPE, SignalStruct, TaskStruct, Upid } from '../layout/index.js';
import { traceable } from '../routine.js';

// A upid is 16 bytes, so `lsl #4` scales an index into pid.numbers.
const numbersNs = Pid.numbers.offset + Upid.ns.offset;
const numbersNr = Pid.numbers.offset + Upid.nr.offset;

/** kernel/sys.c, with task_tgid_vnr() inlined: what `lat_syscall null` calls. */
export const arm64SysGetppid = traceable('__arm64_sys_getppid', asm`
        paciasp
        stp     x29, x30, [sp, #-32]!
        mov     x29, sp
        str     x19, [sp, #16]
        bl      __rcu_read_lock
        mrs     x0, sp_el0
        ldr     x0, [x0, #${TaskStruct.realParent}]
        mov     x2, #0
        mov     w1, #${PIDTYPE.tgid}
        bl      __task_pid_nr_ns
        mov     w19, w0
        bl      __rcu_read_unlock
        sxtw    x0, w19
        ldr     x19, [sp, #16]
        ldp     x29, x30, [sp], #32
        autiasp
        ret
`);

/** kernel/pid.c: a task's number of one kind in a namespace, the current task's where X2 is NULL. */
export const taskPidNrNs = traceable('__task_pid_nr_ns', asm`
        paciasp
        stp     x29, x30, [sp, #-48]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        mov     x20, x2
        mov     w19, w1
        str     x21, [sp, #32]
        mov     x21, x0
        bl      __rcu_read_lock
        cbz     x20, 4f
1:      add     x0, x21, #${TaskStruct.threadPid}
        cbz     w19, 2f                                 // PIDTYPE_PID
        ldr     x1, [x21, #${TaskStruct.signal}]
        sxtw    x0, w19
        add     x0, x0, #${SignalStruct.pids.offset / 8}
        add     x0, x1, x0, lsl #3
2:      ldr     x1, [x0]
        mov     w19, #0
        cbz     x1, 3f
        ldr     w0, [x1, #${Pid.level}]
        ldr     w2, [x20, #${PidNamespace.level}]
        cmp     w2, w0
        b.hi    3f
        ubfiz   x2, x2, #4, #32
        add     x1, x1, x2
        ldr     x0, [x1, #${numbersNs}]
        cmp     x20, x0
        b.eq    5f
3:      bl      __rcu_read_unlock
        ldr     x21, [sp, #32]
        mov     w0, w19
        ldp     x19, x20, [sp, #16]
        ldp     x29, x30, [sp], #48
        autiasp
        ret
4:      mrs     x0, sp_el0
        ldr     x20, [x0, #${TaskStruct.threadPid}]
        cbz     x20, 1b
        ldr     w0, [x20, #${Pid.level}]
        add     x0, x20, x0, lsl #4
        ldr     x20, [x0, #${numbersNs}]
        b       1b
5:      ldr     w19, [x1, #${numbersNr}]
        bl      __rcu_read_unlock
        ldr     x21, [sp, #32]
        mov     w0, w19
        ldp     x19, x20, [sp, #16]
        ldp     x29, x30, [sp], #48
        autiasp
        ret
`);
