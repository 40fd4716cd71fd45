import type { Program } from '@tracelab/bpf';
import { MAX_ARGS, MAX_TRAMP_LINKS, type BPF_TRAMP } from './layout.js';

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
  detach(): void;
}

/** @throws Error where the kernel would refuse: too many programs, or arguments that are not all in registers. */
export function checkLinks(fn: TracedFunction, links: readonly TracingLink[]): void {
  if (links.length === 0) throw new Error(`${fn.name}: no program to attach`);
  if (links.length > MAX_TRAMP_LINKS) {
    throw new Error(`${fn.name}: ${links.length} programs; a trampoline carries ${MAX_TRAMP_LINKS} at most (E2BIG)`);
  }
  if (fn.nrArgs > MAX_ARGS) throw new Error(`${fn.name}: ${fn.nrArgs} arguments; a trampoline passes ${MAX_ARGS} at most (ENOTSUPP)`);
}
