import { asm } from '@tracelab/arm64-machine';
import { PIDTYPE, PtRegs, SecurityHookHeads, SecurityHookList, SignalStruct, TaskStruct } from '../layout/index.js';
import { traceable } from '../routine.js';

const pgid = SignalStruct.pids.at(PIDTYPE.pgid);

/** kernel/sys.c, with do_getpgid() inlined; the function that every experiment traces. */
export const arm64SysGetpgid = traceable('__arm64_sys_getpgid', asm`
        paciasp
        stp     x29, x30, [sp, #-32]!
        mov     x29, sp
        str     x19, [sp, #16]
        ldr     x19, [x0, #${PtRegs.regs}]
        bl      __rcu_read_lock
        cbnz    w19, 3f
        mrs     x0, sp_el0
        ldr     x0, [x0, #${TaskStruct.signal}]
        ldr     x19, [x0, #${pgid}]
1:      mov     x0, x19
        bl      pid_vnr
2:      sxtw    x19, w0
        bl      __rcu_read_unlock
        mov     x0, x19
        ldr     x19, [sp, #16]
        ldp     x29, x30, [sp], #32
        autiasp
        ret
3:      mov     w0, w19
        bl      find_task_by_vpid
        cbz     x0, 4f
        ldr     x1, [x0, #${TaskStruct.signal}]
        ldr     x19, [x1, #${pgid}]
        cbz     x19, 4f
        bl      security_task_getpgid
        cbz     w0, 1b
        b       2b
4:      mov     w0, #-3                                 // -ESRCH
        b       2b
`);

/** security/security.c: asks each registered security module; there is none. */
export const securityTaskGetpgid = traceable('security_task_getpgid', asm`
        paciasp
        stp     x29, x30, [sp, #-32]!
        adrp    x1, security_hook_heads + ${SecurityHookHeads.taskGetpgid}
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        ldr     x19, [x1, #:lo12:security_hook_heads + ${SecurityHookHeads.taskGetpgid}]
        cbz     x19, 3f
        mov     x20, x0
        b       2f
1:      ldr     x19, [x19]
        cbz     x19, 3f
2:      ldr     x1, [x19, #${SecurityHookList.hook}]
        mov     x0, x20
        blr     x1
        cbz     w0, 1b
        ldp     x19, x20, [sp, #16]
        ldp     x29, x30, [sp], #32
        autiasp
        ret
3:      ldp     x19, x20, [sp, #16]
        mov     w0, #0
        ldp     x29, x30, [sp], #32
        autiasp
        ret
`);
