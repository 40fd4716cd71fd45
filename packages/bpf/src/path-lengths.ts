import type { PathLength } from '@tracelab/kernel';

/** The trigger programs: whichever is attached. */
export const bpfPathLengths: readonly PathLength[] = [
  {
    symbols: ['fentry', 'fexit', 'kprobe'].map((hook) => `bpf_prog_21856463590f61f1_trigger_${hook}`),
    source: 'path-lengths.md, bpf_prog:p_count, Debian 6.1 on a Neoverse N1',
    insn: 28,
    ld: 5,
    st: 5,
    atomic: 1,
    difference: { insn: 5, atomic: 1, why: 'an exclusive loop in place of STADD (+3), BTI at both entries (+2)' },
  },
];
