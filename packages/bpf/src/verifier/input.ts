import type { Btf } from '../btf/index.js';
import type { Slot } from '../insn/index.js';
import type { MapDefinition } from '../map/index.js';
import type { AttachType } from '../object/attach.js';

/** Attach types whose context is the array of arguments that a trampoline makes. */
export type TrampolineType = Extract<AttachType, 'fentry' | 'fexit' | 'fmod_ret'>;

/** What R1 points to when the program begins. */
export type ProgramContext =
  /** The arguments of a kernel function, 8 bytes each; what fexit and fmod_ret programs see returned comes behind. */
  | { readonly attach: TrampolineType; readonly target: string; readonly sleepable?: boolean }
  /** struct pt_regs. */
  | { readonly attach: Exclude<AttachType, TrampolineType> }
  /** Memory of that many bytes, whose size is in R2: bpf_conformance. */
  | { readonly attach: 'memory'; readonly size: number };

export type VerifierMap = Pick<MapDefinition, 'name' | 'type' | 'keySize' | 'valueSize' | 'maxEntries'> &
  Partial<Pick<MapDefinition, 'readOnly' | 'initial'>> & {
    /** Where in the value a struct bpf_spin_lock is. Bytes. */
    readonly spinLock?: number;
  };

/** A program as the loader has it before anything is placed in memory. */
export interface VerifierInput {
  readonly name: string;
  /**
   * Subprograms included. In 64-bit immediates PSEUDO_LD.mapFd holds a map's index in `maps`, mapValue the index and,
   * in the second slot, an offset; func a subprogram relative to the next slot; btfId a variable of `kernelBtf`.
   */
  readonly slots: readonly Slot[];
  readonly maps?: readonly VerifierMap[];
  readonly context: ProgramContext;
  /** Of the object's `license` section; without one, helpers for the GPL only are refused. */
  readonly license?: string | undefined;
  readonly kernelBtf?: Btf | undefined;
}
