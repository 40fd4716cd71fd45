/** Instructions; loads and stores, of which a pair is one; LL/SC or LSE accesses. */
export const COLUMNS = ['insn', 'ld', 'st', 'atomic'] as const;
export type PathColumn = (typeof COLUMNS)[number];

/**
 * How long a routine is on a real kernel, callees not included; a pair counts as one load or store. What the lab's routine
 * is compared with, plus `difference` where the lab's build differs from the one counted.
 */
export interface PathLength {
  /** Linux's symbol, or several that the path runs through. */
  readonly symbols: readonly string[];
  /** Which kernel, on which core, and which path. */
  readonly source: string;
  /** An LL/SC loop counts its two exclusives. Left out: not counted. */
  readonly insn?: number;
  readonly ld?: number;
  readonly st?: number;
  readonly atomic?: number;
  /** Lab minus counted kernel, as far as the two builds explain it. */
  readonly difference?: {
    readonly insn?: number;
    readonly ld?: number;
    readonly st?: number;
    readonly atomic?: number;
    readonly why: string;
  };
}

const row = (
  source: string, symbol: string, insn: number, ld: number, st: number, difference?: PathLength['difference'],
): PathLength => ({ symbols: [symbol], source, insn, ld, st, atomic: 0, ...(difference && { difference }) });

const N1 = 'path-lengths.md, base call, Debian 6.1 on a Neoverse N1';
const A72 = 'path-lengths.md, base call, Debian 6.12 on a Cortex-A72';

/** One getpgid system call. The look-up of a pid that is not 0 has not been counted on a real kernel. */
export const basePathLengths: readonly PathLength[] = [
  row(A72, 'vectors', 8, 0, 0),
  row(N1, 'el0t_64_sync', 80, 3, 19),
  row(N1, 'el0t_64_sync_handler', 22, 2, 1),
  row(N1, 'el0_svc', 23, 3, 2),
  row(A72, 'cortex_a76_erratum_1463225_svc_handler', 6, 1, 0),
  row(N1, 'do_el0_svc', 14, 2, 1),
  row(N1, 'el0_svc_common', 28, 5, 4),
  row(A72, 'invoke_syscall', 43, 6, 4, {
    insn: -16, ld: -2, st: -1, why: 'no kernel-stack offset: neither the alloca on entry nor the update of its per-CPU state',
  }),
  row(N1, '__arm64_sys_getpgid', 18, 5, 2, {
    insn: 8, why: 'calls of __rcu_read_lock and __rcu_read_unlock, and the path of a pid that is not 0',
  }),
  row(A72, 'pid_vnr', 23, 7, 0),
  row(N1, 'ret_to_user', 44, 20, 0),
];

/** What the loop of Spectre-BHB adds to an exception from EL0, on a core of eight taken branches. */
export const bhbPathLengths: readonly PathLength[] = [
  row(N1, '__bp_harden_el1_vectors', 80, 0, 0, { insn: -48, why: 'eight taken branches instead of the 24 of a Neoverse N1' }),
  row(N1, 'vectors', 9, 0, 0),
];

const BRK = 'path-lengths.md, added by a BPF kprobe, Debian 6.1 on a Neoverse N1; half of the two exceptions of a hit';

/** One debug exception from EL1, from the vector to ERET. */
export const debugPathLengths: readonly PathLength[] = [
  row(BRK, 'vectors', 7, 0, 0),
  row(BRK, 'el1h_64_sync', 26, 0, 18),
  row(BRK, 'el1h_64_sync_handler', 21, 1, 1),
  row(BRK, 'el1_dbg', 25, 5, 3),
  row(BRK, 'arm64_enter_el1_dbg', 8, 1, 2),
  row(BRK, 'ct_nmi_enter', 35, 7, 3),
  row(BRK, 'do_debug_exception', 31, 7, 4, { insn: 8, ld: 2, st: 2, why: 'the preempt count is kept' }),
  row(BRK, 'brk_handler', 15, 2, 2),
  row(BRK, 'call_break_hook', 59, 16, 1),
  row(BRK, 'arm64_exit_el1_dbg', 7, 1, 1),
  row(BRK, 'ct_nmi_exit', 29, 5, 2),
  row(BRK, 'ret_to_kernel', 23, 17, 0),
];

/** What BPF's entry and exit work calls. */
export const migratePathLengths: readonly PathLength[] = [
  row('path-lengths.md, fentry through a direct call, Debian 6.12 on a Cortex-A72', 'migrate_disable', 15, 2, 2, {
    insn: 9, ld: 3, st: 2, why: 'preempt_disable and preempt_enable are real',
  }),
  row('path-lengths.md, added by a BPF kprobe, Debian 6.1 on a Neoverse N1', 'migrate_enable', 39, 8, 5, {
    insn: -1, ld: 0, st: 1, why: 'preempt_disable and preempt_enable are real (+9, of which 3 loads and 2 stores); no stack protector (-10, 3 and 1)',
  }),
];
