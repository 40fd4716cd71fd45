/** Instructions per call of a real kernel's routine, callees not included: what the lab's routine is compared with. */
export interface PathLength {
  /** Linux's symbol, or several that the path runs through. */
  readonly symbols: readonly string[];
  /** Which build was counted, and on which path. */
  readonly source: string;
  readonly insn: number;
  readonly ld?: number;
  readonly st?: number;
  /** An LL/SC loop counts its two exclusives. */
  readonly atomic?: number;
  /** Where the lab's build differs on purpose: the reason, and by how many instructions (lab − real). */
  readonly difference?: { readonly why: string; readonly insn: number };
}

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
