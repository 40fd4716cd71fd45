import type { PathLength } from '@tracelab/kernel';

const DIRECT = 'path-lengths.md, fentry through a direct call, Debian 6.12 on a Cortex-A72';
const OCTOBER = 'October 2022 fprobe build (path-lengths.md)';

/** this_cpu_add of a preemptible kernel: the preempt count up, down, and the look at need-resched. */
const preemptPair = { insn: 9, ld: 3, st: 2 };

/** What both invokers run around a program. */
export const enterExitPathLengths: readonly PathLength[] = [
  {
    symbols: ['__bpf_prog_enter_recur'], source: DIRECT, insn: 27, ld: 4, st: 4, atomic: 2,
    difference: { ...preemptPair, insn: preemptPair.insn + 1, why: 'preempt_disable and preempt_enable are real; __rcu_read_lock is called' },
  },
  {
    symbols: ['__bpf_prog_exit_recur'], source: DIRECT, insn: 22, ld: 4, st: 3, atomic: 2,
    difference: { ...preemptPair, insn: preemptPair.insn + 1, why: 'preempt_disable and preempt_enable are real; __rcu_read_unlock is called' },
  },
  { symbols: ['update_prog_stats'], source: DIRECT, insn: 2, ld: 0, st: 0, atomic: 0 },
];

/** The trampoline generated for a function of one argument with one fentry program. */
export const directPathLengths: readonly PathLength[] = [
  {
    symbols: ['bpf_trampoline___arm64_sys_getpgid'], source: DIRECT, insn: 34, ld: 5, st: 7, atomic: 0,
    difference: {
      insn: 13,
      why: 'v6.1 calls through X10, three moves and a BLR for a BL, and moves each result to X7 (+12); BTI at the entry (+1)',
    },
  },
];

/**
 * The RFC's callback and its call of one program. That build has a stack protector, but gcc puts none into functions
 * without arrays on the stack: nothing to subtract.
 */
export const fprobeCallbackPathLengths: readonly PathLength[] = [
  {
    symbols: ['bpf_fprobe_entry'], source: `${OCTOBER}: one argument, one fentry program, no fmod_ret, programs in arrays`, insn: 68,
    difference: { insn: -8, why: 'the posted patch walks lists; gcc 12 makes 65 of a model with arrays and 57 of one with lists' },
  },
  { symbols: ['call_bpf_prog'], source: `${OCTOBER}: not sleepable`, insn: 45 },
];
