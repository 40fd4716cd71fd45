import { asm } from '@tracelab/arm64-machine';
import { traceable, type Routine } from '../routine.js';

/**
 * net/bpf/test_run.c: targets of the BPF selftests (kernel-paths.md 9.2). AAPCS64 leaves the upper bits of a narrow
 * argument undefined, so each callee extends its own.
 */
export const testRunTargets: readonly Routine[] = [
  traceable('bpf_fentry_test1', asm`
        add     w0, w0, #1
        ret
  `),
  traceable('bpf_fentry_test2', asm`
        add     w0, w0, w1
        ret
  `),
  traceable('bpf_fentry_test3', asm`
        add     w0, w1, w0, uxtb
        add     w0, w0, w2
        ret
  `),
  traceable('bpf_fentry_test4', asm`
        add     w1, w0, w1, uxtb
        add     w0, w2, w3
        add     w0, w0, w1
        ret
  `),
  traceable('bpf_fentry_test5', asm`
        add     w0, w0, w1
        add     w3, w3, w4
        add     w0, w3, w0
        add     w0, w0, w2, sxth
        ret
  `),
  traceable('bpf_fentry_test6', asm`
        add     w3, w3, w4
        add     w2, w5, w2, sxth
        add     w3, w3, w2
        add     w0, w0, w1
        add     w0, w3, w0
        ret
  `),
  traceable('bpf_fentry_test7', asm`
        ret
  `),
  traceable('bpf_fentry_test8', asm`
        ldr     w0, [x0]
        ret
  `),
  /** *b += 1; return a + *b */
  traceable('bpf_modify_return_test', asm`
        ldr     w2, [x1]
        add     w2, w2, #1
        str     w2, [x1]
        add     w0, w2, w0
        ret
  `),
];

/** Those that kernels after v6.1 added to the same file. */
export const laterTestRunTargets: readonly Routine[] = [
  traceable('bpf_fentry_test9', asm`
        ldr     w0, [x0]
        ret
  `),
  /** *b += 1; return the sum of all seven and *b: (int, int *, short, int, void *, char, u64). */
  traceable('bpf_modify_return_test2', asm`
        ldr     w7, [x1]
        add     w0, w0, w3
        add     w0, w0, w4
        add     w7, w7, #1
        add     w0, w0, w2, sxth
        add     w0, w0, w5, uxtb
        add     w0, w0, w6
        str     w7, [x1]
        add     w0, w0, w7
        ret
  `),
];
