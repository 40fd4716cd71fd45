import { asm } from '@tracelab/arm64-machine';
import { NR_GETPPID } from '../routines/syscall.js';
import type { UserProgram } from './getpgid-loop.js';

/**
 * lmbench's `lat_syscall null`: getppid() for ever. The program is linked dynamically, so the call goes through the
 * procedure linkage table; libc's function has nothing to check, as getppid() cannot fail.
 */
export const nullSystemCallLoop: UserProgram = {
  text: asm`
        .text
        .balign 16
        .globl  getppid
        .type   getppid, %function
getppid:
        mov     x8, #${NR_GETPPID}
        svc     #0
        ret
        .size   getppid, . - getppid

        .balign 16
        .globl  getppid_plt
        .type   getppid_plt, %function
getppid_plt:
        adrp    x16, getppid_got
        ldr     x17, [x16, #:lo12:getppid_got]
        add     x16, x16, :lo12:getppid_got
        br      x17
        .size   getppid_plt, . - getppid_plt

        .balign 16
        .globl  do_getppid, null_iteration
        .type   do_getppid, %function
do_getppid:
        stp     x29, x30, [sp, #-32]!
        mov     x29, sp
        str     x19, [sp, #16]
        mov     x19, #-2                                // iterations
null_iteration:
        sub     x19, x19, #1
        bl      getppid_plt
        cmn     x19, #1
        b.ne    null_iteration
        hlt     #0
        .size   do_getppid, . - do_getppid

        .balign 64
        .globl  getppid_got
        .type   getppid_got, %object
getppid_got:
        .quad   getppid
        .size   getppid_got, . - getppid_got
  `,
  entry: 'do_getppid',
  iteration: 'null_iteration',
};
