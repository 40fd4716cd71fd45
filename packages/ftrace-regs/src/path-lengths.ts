import type { PathLength } from '@tracelab/kernel';

const WITH_REGS = 'v6.1, DYNAMIC_FTRACE_WITH_REGS, shared op (kernel-paths.md 2.1)';

/** With `ftrace-regs` off. */
export const ptRegsPathLengths: readonly PathLength[] = [
  { symbols: ['ftrace_regs_caller', 'ftrace_common'], source: WITH_REGS, insn: 41, ld: 9, st: 19 },
  { symbols: ['ftrace_caller', 'ftrace_common'], source: WITH_REGS, insn: 32, ld: 9, st: 10 },
];

/** With `ftrace-regs` on. */
export const ftraceRegsPathLengths: readonly PathLength[] = [
  {
    symbols: ['ftrace_caller'],
    source: 'October 2022 fprobe build: args-only registers, shared op (path-lengths.md)',
    insn: 32,
    ld: 9,
    st: 11,
  },
];
