import { asm } from '@tracelab/arm64-machine';
import { routine, type Routine } from '@tracelab/kernel';
import { RECURSION, recursionGuard } from '@tracelab/ops-direct';
import { FPROBE_DISABLED, Fprobe, FprobeRethookNode } from './layout.js';

const guard = recursionGuard({
  start: RECURSION.ftrace,
  keep: 'x24',
  label: '.Lfprobe_handler',
  recursing: '.Lfprobe_handler_recursing',
});

/** What becomes of the node in x23 after the entry handler, whose result is in w0. */
export interface Finish {
  /** Where there is a node. Goes on to the unlock. */
  readonly node: string;
  readonly outOfLine: string;
}

const hook = `        mov     x0, x23
        mov     x1, x22
        mov     w2, #1
        bl      rethook_hook`;

/** v6.1: who wants exits gets every one of them. */
export const hookAlways: Finish = {
  node: hook,
  outOfLine: '',
};

/** v6.4: an entry handler that returns non-zero has no use for this call's exit, and that is no miss. */
export const hookUnlessSkipped: Finish = {
  node: `        cbz     w0, .Lfprobe_handler_hook
        mov     x0, x23
        bl      rethook_recycle`,
  outOfLine: `.Lfprobe_handler_hook:
${hook}
        b       .Lfprobe_handler_unlock`,
};

/**
 * The callback of an fprobe's ops: (ip, parent_ip, op, fregs). The node is taken before the entry handler runs, as the
 * handler's private data lives in it.
 */
export function fprobeHandler(finish: Finish): Routine {
  return routine(
    'fprobe_handler',
    asm`
        paciasp
        stp     x29, x30, [sp, #-64]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        stp     x21, x22, [sp, #32]
        stp     x23, x24, [sp, #48]
        mov     x19, x2
        ldr     w4, [x2, #${Fprobe.flags}]
        tbnz    w4, #${FPROBE_DISABLED}, .Lfprobe_handler_out
        mov     x20, x0
        mov     x21, x1
        mov     x22, x3
${guard.lock}
        ldr     x0, [x19, #${Fprobe.exitHandler}]
        cbz     x0, .Lfprobe_handler_no_exit
        ldr     x0, [x19, #${Fprobe.rethook}]
        bl      rethook_try_get
        mov     x23, x0
        cbz     x0, .Lfprobe_handler_no_node
        str     x20, [x0, #${FprobeRethookNode.entryIp}]
        add     x4, x0, #${FprobeRethookNode.data}
.Lfprobe_handler_entry:
        ldr     x5, [x19, #${Fprobe.entryHandler}]
        cbz     x5, .Lfprobe_handler_no_entry
        mov     x3, x22
        mov     x2, x21
        mov     x1, x20
        mov     x0, x19
        blr     x5
.Lfprobe_handler_finish:
        cbz     x23, .Lfprobe_handler_unlock
${finish.node}
.Lfprobe_handler_unlock:
${guard.unlock}
.Lfprobe_handler_out:
        ldp     x19, x20, [sp, #16]
        ldp     x21, x22, [sp, #32]
        ldp     x23, x24, [sp, #48]
        ldp     x29, x30, [sp], #64
        autiasp
        ret
${finish.outOfLine}
.Lfprobe_handler_no_exit:
        mov     x23, #0
        mov     x4, #0
        b       .Lfprobe_handler_entry
.Lfprobe_handler_no_entry:
        mov     w0, #0                          // nobody to say "skip"
        b       .Lfprobe_handler_finish
.Lfprobe_handler_no_node:
        ldr     x0, [x19, #${Fprobe.nmissed}]
        add     x0, x0, #1
        str     x0, [x19, #${Fprobe.nmissed}]
        b       .Lfprobe_handler_unlock
.Lfprobe_handler_recursing:
        ldr     x0, [x19, #${Fprobe.nmissed}]
        add     x0, x0, #1
        str     x0, [x19, #${Fprobe.nmissed}]
        b       .Lfprobe_handler_out
${guard.outOfLine}
    `,
  );
}
