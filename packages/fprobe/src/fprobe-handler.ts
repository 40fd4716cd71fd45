import { asm } from '@tracelab/arm64-machine';
import { routine, type Routine } from '@tracelab/kernel';
import { RECURSION, recursionGuard, type GuardParts } from '@tracelab/ops-direct';
import { handlerBody, miss, type Finish } from './handler-body.js';
import { FPROBE_DISABLED, Fprobe } from './layout.js';

export interface HandlerOptions {
  readonly finish: Finish;
  /** Of the recursion guard; both parts unless stated. */
  readonly guard?: GuardParts;
}

/** What a callback has around the body it shares with the other. */
interface Around extends HandlerOptions {
  readonly name: string;
  /** Behind the lock. */
  readonly before: string;
  /** In front of the unlock. */
  readonly after: string;
  readonly outOfLine: string;
}

/** The callback of an fprobe's ops: (ip, parent_ip, op, fregs). */
export function fprobeHandler(options: HandlerOptions): Routine {
  return callback({ ...options, name: 'fprobe_handler', before: '', after: '', outOfLine: '' });
}

/**
 * The callback of a KPROBE_SHARED fprobe: its handlers serve kprobes as well, which expect not to be called while another
 * kprobe's is. The recursion guard comes first, as everything behind it may be traced (3cc4e2c5fbae).
 */
export function fprobeKprobeHandler(options: HandlerOptions): Routine {
  return callback({
    ...options,
    name: 'fprobe_kprobe_handler',
    before: asm`
${kprobeRunning('.Lfprobe_handler_running')}
        bl      kprobe_busy_begin
    `,
    after: asm`
        bl      kprobe_busy_end
.Lfprobe_handler_unlock:
    `,
    outOfLine: asm`
.Lfprobe_handler_running:
${miss}
        b       .Lfprobe_handler_unlock
    `,
  });
}

/** Goes to `running` where this CPU is in a kprobe's handler. */
const kprobeRunning = (running: string): string => asm`
        mrs     x1, tpidr_el1
        adrp    x0, current_kprobe
        add     x0, x0, :lo12:current_kprobe
        ldr     x0, [x0, x1]
        cbnz    x0, ${running}
`;

function callback({ name, finish, guard: parts, before, after, outOfLine }: Around): Routine {
  const guard = recursionGuard({
    start: RECURSION.ftrace,
    keep: 'x24',
    label: '.Lfprobe_handler',
    recursing: '.Lfprobe_handler_recursing',
    ...(parts && { parts }),
  });
  const handler = handlerBody(finish);
  return routine(
    name,
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
${before}
${handler.body}
${after}
${guard.unlock}
.Lfprobe_handler_out:
        ldp     x19, x20, [sp, #16]
        ldp     x21, x22, [sp, #32]
        ldp     x23, x24, [sp, #48]
        ldp     x29, x30, [sp], #64
        autiasp
        ret
${handler.outOfLine}
${outOfLine}
.Lfprobe_handler_recursing:
${miss}
        b       .Lfprobe_handler_out
${guard.outOfLine}
    `,
  );
}

/**
 * The same in the order of v6.1: whether a kprobe runs is asked first, and the recursion guard is that of the callback it
 * then calls. A probe of what kprobe_busy_begin() calls before it has set the dummy recurses without end.
 */
export const fprobeKprobeHandlerUnguarded = routine(
  'fprobe_kprobe_handler',
  asm`
        paciasp
        stp     x29, x30, [sp, #-48]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        stp     x21, x22, [sp, #32]
        mov     x19, x2
        mov     x20, x0
        mov     x21, x1
        mov     x22, x3
${kprobeRunning('.Lfprobe_kprobe_handler_running')}
        bl      kprobe_busy_begin
        mov     x0, x20
        mov     x1, x21
        mov     x2, x19
        mov     x3, x22
        bl      fprobe_handler
        bl      kprobe_busy_end
.Lfprobe_kprobe_handler_out:
        ldp     x19, x20, [sp, #16]
        ldp     x21, x22, [sp, #32]
        ldp     x29, x30, [sp], #48
        autiasp
        ret
.Lfprobe_kprobe_handler_running:
${miss}
        b       .Lfprobe_kprobe_handler_out
  `,
);
