import type { PathLength } from '@tracelab/kernel';

const OCTOBER = 'October 2022 fprobe build (path-lengths.md)';

/** Of {@link ftraceCoreParts}, whatever is switched on. */
export const ftraceCorePathLengths: readonly PathLength[] = [
  {
    symbols: ['arch_ftrace_ops_list_func'],
    source: `${OCTOBER}: one ops on the list, it matches`,
    insn: 94,
    difference: { insn: -10, ld: -3, st: -1, why: 'no stack protector' },
  },
  {
    symbols: ['hash_contains_ip'],
    source: 'v6.1, Debian (path-lengths.md): one filter entry, empty notrace hash',
    insn: 18,
  },
];

/** With `ops-direct` and `ftrace-regs` on. */
export const callOpsPathLengths: readonly PathLength[] = [
  { symbols: ['ftrace_caller'], source: 'v6.12, per-callsite ops (path-lengths.md)', insn: 39, ld: 12, st: 12 },
];
