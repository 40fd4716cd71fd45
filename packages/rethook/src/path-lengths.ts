/** Of the shared freelist, uncontended: nothing else of a rethook has been counted on a real kernel. */
export const freelistPathLengths = [
  {
    symbols: ['rethook_try_get', 'rethook_recycle'],
    source: 'v6.1, freelist get and put without LSE (kernel-paths.md 5.2)',
    /** Five read-modify-writes of two exclusives each. */
    atomic: 10,
    acquire: 1,
    release: 1,
    barrier: 1,
  },
] as const;

/** Of either variant. */
export const rethookPathLengths = [
  {
    symbols: ['arch_rethook_trampoline'],
    source: 'arm64 of the RFC tree (kernel-paths.md 5.4): X0 to X8, SP, FP, LR and PC stored, X0 to X8 and FP loaded',
    ld: 6,
    st: 7,
  },
] as const;
