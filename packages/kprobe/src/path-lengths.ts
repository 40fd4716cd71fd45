/** Counts along the path that a hit takes, as counted on a real kernel. A pair counts as one load or store. */
export interface PathLength {
  readonly symbol: string;
  readonly source: string;
  readonly insn: number;
  readonly ld: number;
  readonly st: number;
  /** LL/SC accesses. */
  readonly atomic: number;
  /** How the lab's kernel differs from the one counted, and by how much. */
  readonly difference?: { readonly why: string; readonly insn: number; readonly ld?: number; readonly st?: number };
}

const source = 'facts/path-lengths.md, "Added by a BPF kprobe", Debian 6.1 on a Neoverse N1';

/** A canary per task: stored in the prologue, compared in the epilogue. */
const stackProtector = { insn: -10, ld: -3, st: -1 };

export const pathLengths: readonly PathLength[] = [
  { symbol: 'kprobe_breakpoint_handler', source, insn: 49, ld: 11, st: 10, atomic: 0 },
  {
    symbol: 'get_kprobe', source, insn: 19, ld: 2, st: 0, atomic: 0,
    difference: { why: 'leaf functions are not signed in the lab', insn: -2 },
  },
  { symbol: 'kprobe_dispatcher', source, insn: 25, ld: 7, st: 4, atomic: 0 },
  { symbol: 'kprobe_perf_func', source, insn: 45, ld: 12, st: 7, atomic: 0, difference: { why: 'no stack protector in the lab', ...stackProtector } },
  {
    symbol: 'trace_call_bpf', source, insn: 67, ld: 16, st: 12, atomic: 0,
    difference: { why: 'no stack protector in the lab (-10); RCU read lock and unlock are calls in a preemptible build (+2)', ...stackProtector, insn: -8 },
  },
  { symbol: 'kprobe_breakpoint_ss_handler', source, insn: 36, ld: 7, st: 3, atomic: 0 },
  { symbol: 'post_kprobe_handler', source, insn: 24, ld: 4, st: 4, atomic: 0 },
];
