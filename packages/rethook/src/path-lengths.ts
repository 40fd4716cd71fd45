import type { PathLength } from '@tracelab/kernel';

/** With `rethook` off, uncontended. */
export const freelistPathLengths: readonly PathLength[] = [
  {
    symbols: ['rethook_try_get', 'rethook_recycle'],
    source: 'v6.1, freelist get and put without LSE: five read-modify-writes (kernel-paths.md 5.2)',
    atomic: 10,
  },
];

/** Whichever variant is linked. */
export const rethookPathLengths: readonly PathLength[] = [
  {
    symbols: ['arch_rethook_trampoline'],
    source: 'arm64 of the RFC tree: X0 to X8, SP, FP, LR and PC saved, X0 to X8 and FP restored (kernel-paths.md 5.4)',
    ld: 6,
    st: 7,
  },
];
