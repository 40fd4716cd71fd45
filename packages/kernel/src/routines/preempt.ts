import { asm } from '@tracelab/arm64-machine';
import { PREEMPT, ThreadInfo } from '../layout/index.js';

/** Registers that an inlined preempt operation works with, by their 64-bit names. */
export interface PreemptRegisters {
  /** Holds `current`. */
  readonly task: string;
  /** Lost. */
  readonly count: string;
}

const word = (register: string): string => register.replace(/^x/, 'w');

/** preempt_disable() as v6.1 inlines it: a plain 32-bit count in the thread (kernel-paths.md 6.2). */
export function preemptDisable({ task, count }: PreemptRegisters): string {
  return asm`
        ldr     ${word(count)}, [${task}, #${ThreadInfo.preemptCount}]
        add     ${word(count)}, ${word(count)}, #${PREEMPT.offset}
        str     ${word(count)}, [${task}, #${ThreadInfo.preemptCount}]
  `.trimEnd();
}

/**
 * preempt_enable() on a preemptible kernel: count and inverted need-resched are read as one word, the count is written
 * as half of it, and the word is read again, as an interrupt may have asked for the scheduler in between. The second
 * read overlaps a narrower store that has just been made.
 *
 * @param resched label where the scheduler is called
 */
export function preemptEnable({ task, count, resched }: PreemptRegisters & { readonly resched: string }): string {
  return asm`
        ldr     ${count}, [${task}, #${ThreadInfo.preemptCount}]
        sub     ${count}, ${count}, #${PREEMPT.offset}
        str     ${word(count)}, [${task}, #${ThreadInfo.preemptCount}]
        cbz     ${count}, ${resched}
        ldr     ${count}, [${task}, #${ThreadInfo.preemptCount}]
        cbz     ${count}, ${resched}
  `.trimEnd();
}
