import type { HelperName } from '../helpers/prototypes.js';
import type { Operation } from '../insn/operation.js';

/** What all paths through one instruction have shown: for the JIT and the loader. */
export class InstructionFacts {
  /** Some path gets here. What is never reached may hold anything, and need not be compiled. */
  seen = false;
  /** A load through a pointer to a kernel structure: gives 0 where it faults (BPF_PROBE_MEM). */
  probeMem = false;
  /** The helper that is called. */
  helper: HelperName | undefined;
  /** Index of the map that the helper is given, or that the immediate stands for; `varies` where paths differ. */
  map: number | 'varies' | undefined;
  /** The kind of pointer that a load or store goes through. */
  base: string | undefined;

  note(map: number): void {
    this.map = this.map === undefined || this.map === map ? map : 'varies';
  }
}

export interface VerifiedFunction {
  /** First slot, and the one behind the last. */
  readonly start: number;
  readonly end: number;
  /** Bytes that the function touches below R10. */
  readonly stackDepth: number;
  readonly tailCalls: boolean;
}

/** A program that was accepted. */
export interface VerifierResult {
  readonly operations: readonly (Operation | undefined)[];
  /** By slot. */
  readonly instructions: readonly InstructionFacts[];
  /** By first slot; the program itself is the first. */
  readonly functions: readonly VerifiedFunction[];
  /** Indices into `maps`. */
  readonly usedMaps: readonly number[];
  /** Instructions that a run executes at most, callbacks included; not those of programs that it tail-calls. */
  readonly longestRun: number;
  /** Instructions that the verifier looked at, and states that it kept. */
  readonly processed: number;
  readonly states: number;
  readonly log: string;
}
