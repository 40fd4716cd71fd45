import type { Program, ValueModel } from '@tracelab/bpf';
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

/** What a function's BTF says of how it is called (struct btf_func_model). */
export interface ArgumentTypes {
  /** Arguments, all of them in registers. */
  readonly nrArgs: number;
  /** How each of them travels (`functionModel` of @tracelab/bpf): programs get narrow ones sign- or zero-extended. 64 bits wide unless stated. */
  readonly arguments?: readonly ValueModel[];
  /** The same of the result, which fexit programs get. */
  readonly returns?: ValueModel;
}

/** A function that programs trace. */
export interface TracedFunction extends ArgumentTypes {
  readonly name: string;
}

/** Programs on a function, until they are taken off. */
export interface Attachment {
  /** @throws Error where they have been taken off already */
  detach(): void;
  /** The same in steps: what cores do that run meanwhile. */
  detaching(): Update;
}
