/** What the kernel is built for and the core has. */
export interface JitFeatures {
  /** Branch target hints at the entries. */
  readonly bti: boolean;
  /** Return addresses are signed. */
  readonly pac: boolean;
  /** FEAT_LSE atomics in place of exclusive loops. */
  readonly lse: boolean;
}

/** The kernel of the published figures on its Cortex-A72: hints are there and do nothing, and there is no LSE. */
export const DEFAULT_FEATURES: JitFeatures = { bti: true, pac: true, lse: false };
