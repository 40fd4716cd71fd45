import type { FprobeInvokerOptions, TrampolineChoice } from '@tracelab/bpf-trampoline';
import type { Variant } from '@tracelab/kernel';
import type { SeriesId } from './configuration.js';

/** BPF's trampolines otherwise than by default: defects put back, protection left out, other callbacks of the fprobe. */
export type TrampolineVariant = TrampolineChoice & Pick<FprobeInvokerOptions, 'copy' | 'callbacks'>;

/** A kernel that no configuration names, to ask what one piece of it costs. */
export interface Alternatives {
  readonly trampoline?: TrampolineVariant;
  /** In the place of what a series has, on or off. */
  readonly variants?: Readonly<Partial<Record<SeriesId, Variant>>>;
  /** How many arguments the traced function is said to have; 1 unless stated. */
  readonly nrArgs?: number;
  /** Where programs and trampolines are; where BL reaches them unless stated. */
  readonly runtimeText?: bigint;
  /** A direct call goes through a PLT entry, as a module's calls may, in place of straight to the trampoline. */
  readonly directPlt?: boolean;
}
