import { asm } from '@tracelab/arm64-machine';
import { data, PREEMPT, preemptDisable, preemptEnable, routine, ThreadInfo, traceable, type Parts } from '@tracelab/kernel';
import { Kprobe, KPROBE_STATUS, KprobeCtlblk } from '../layout/index.js';

/**
 * How C keeps the preempt count: inlined, or, with CONFIG_TRACE_PREEMPT_TOGGLE, by functions that ftrace can hook as
 * any other.
 */
export type PreemptCount = 'inline' | 'traceable';

const current = asm`
        mrs     x1, tpidr_el1
        adrp    x0, current_kprobe
        add     x0, x0, :lo12:current_kprobe
`;
const setBusy = asm`
${current}
        adrp    x2, kprobe_busy
        add     x2, x2, :lo12:kprobe_busy
        str     x2, [x0, x1]
        adrp    x0, kprobe_ctlblk
        add     x0, x0, :lo12:kprobe_ctlblk
        add     x0, x0, x1
        mov     w1, #${KPROBE_STATUS.hitActive}
        str     w1, [x0, #${KprobeCtlblk.status}]
`;
const resetBusy = asm`
${current}
        str     xzr, [x0, x1]
`;

/** A function that calls another, with a frame. */
const framed = (text: string, outOfLine = ''): string => asm`
        paciasp
        stp     x29, x30, [sp, #-16]!
        mov     x29, sp
${text}
.Lkprobe_busy_out:
        ldp     x29, x30, [sp], #16
        autiasp
        ret
${outOfLine}
`;
const call = (fn: string): string => `        mov     w0, #${PREEMPT.offset}\n        bl      ${fn}`;

const inlined: Parts = {
  routines: [
    routine('kprobe_busy_begin', asm`
        mrs     x3, sp_el0
${preemptDisable({ task: 'x3', count: 'x0' })}
${setBusy}
        ret
    `),
    routine('kprobe_busy_end', framed(asm`
${resetBusy}
        mrs     x1, sp_el0
${preemptEnable({ task: 'x1', count: 'x0', resched: '.Lkprobe_busy_resched' })}
    `, asm`
.Lkprobe_busy_resched:
        bl      preempt_schedule
        b       .Lkprobe_busy_out
    `)),
  ],
};

/** kernel/sched/core.c: what CONFIG_TRACE_PREEMPT_TOGGLE takes out of line, without its own tracepoints. */
const preemptCountFunction = (name: string, op: 'add' | 'sub') => traceable(name, asm`
        mrs     x1, sp_el0
        ldr     w2, [x1, #${ThreadInfo.preemptCount}]
        ${op}     w2, w2, w0
        str     w2, [x1, #${ThreadInfo.preemptCount}]
        ret
`);
const calling: Parts = {
  routines: [
    routine('kprobe_busy_begin', framed(`${call('preempt_count_add')}\n${setBusy}`)),
    routine('kprobe_busy_end', framed(`${resetBusy}\n${call('preempt_count_sub')}`)),
    preemptCountFunction('preempt_count_add', 'add'),
    preemptCountFunction('preempt_count_sub', 'sub'),
  ],
};

/**
 * kernel/kprobes.c: lets somebody else's handler run as if a kprobe's did, so that kprobes it hits are only counted
 * (kernel-paths.md 4.2). Linked beside `kprobeParts` where an fprobe shares its handlers with kprobes.
 */
export function kprobeBusyParts(preemptCount: PreemptCount = 'inline'): Parts {
  const { routines = [] } = preemptCount === 'inline' ? inlined : calling;
  return { routines, data: [data('kprobe_busy', `.zero ${Kprobe.structSize}`)] };
}
