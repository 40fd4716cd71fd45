import type { Program } from '@tracelab/bpf';
import type { Update } from '@tracelab/ops-direct';
import type { BPF_TRAMP } from './layout.js';

export type TrampolineKind = keyof typeof BPF_TRAMP;

/** A program on its way onto a function. */
export interface TracingLink {
  readonly program: Program;
  readonly kind: TrampolineKind;
  /** What bpf_get_attach_cookie() gives the program; 0 unless stated. */
  readonly cookie?: bigint;
}

/** A function that programs trace, with what its BTF says of it. */
export interface TracedFunction {
  readonly name: string;
  /** Arguments, all of them in registers. */
  readonly nrArgs: number;
}

/** Programs on a function, until they are taken off. */
export interface Attachment {
  /** @throws Error where they have been taken off already */
  detach(): void;
  /** The same in steps: what cores do that run meanwhile. */
  detaching(): Update;
}
