import type { PathLength } from '@tracelab/kernel';

const source = 'path-lengths.md, added by a BPF kprobe, Debian 6.1 on a Neoverse N1; the program returns 0';

/**
 * A canary that the prologue stores and the epilogue compares. That Debian's build has it in these two is inferred from
 * two reads of SP_EL0 more than their source has.
 */
const stackProtector = { insn: -10, ld: -3, st: -1 };

/** One hit of a kprobe that has one program, the exceptions apart. */
export const kprobePathLengths: readonly PathLength[] = [
  { symbols: ['kprobe_breakpoint_handler'], source, insn: 49, ld: 11, st: 10, atomic: 0 },
  {
    symbols: ['get_kprobe'], source, insn: 19, ld: 2, st: 0, atomic: 0,
    difference: { insn: -2, why: 'leaf functions are not signed' },
  },
  { symbols: ['kprobe_dispatcher'], source, insn: 25, ld: 7, st: 4, atomic: 0 },
  {
    symbols: ['kprobe_perf_func'], source, insn: 45, ld: 12, st: 7, atomic: 0,
    difference: { ...stackProtector, why: 'no stack protector' },
  },
  {
    symbols: ['trace_call_bpf'], source, insn: 67, ld: 16, st: 12, atomic: 0,
    difference: { ...stackProtector, insn: stackProtector.insn + 2, why: 'no stack protector; calls of __rcu_read_lock and __rcu_read_unlock' },
  },
  { symbols: ['kprobe_breakpoint_ss_handler'], source, insn: 36, ld: 7, st: 3, atomic: 0 },
  { symbols: ['post_kprobe_handler'], source, insn: 24, ld: 4, st: 4, atomic: 0 },
];
