import type { JitFunction } from '../jit/index.js';
import type { Attachment } from '../object/index.js';
import type { VerifierResult } from '../verifier/index.js';

/** A program in the kernel, ready to be attached. Addresses are of simulated memory. */
export interface Program {
  readonly name: string;
  readonly attach: Attachment;
  /** struct bpf_prog. */
  readonly prog: bigint;
  /** Its instructions: the second argument of bpf_func. */
  readonly insnsi: bigint;
  /** The machine code: bpf_func. */
  readonly code: bigint;
  /** BPF and machine code side by side; subprograms first, the program last. */
  readonly functions: readonly JitFunction[];
  /** What the verifier found, unless it was not asked. */
  readonly verified: VerifierResult | undefined;
}
