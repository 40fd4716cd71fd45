import type { Dataflow } from '../ir/analyse.js';
import type { Instruction } from '../isa/row.js';
import type { Timeline } from './timeline.js';

/**
 * What an engine tells a core model, and nothing more: the instructions in the order in which they retire, with the
 * addresses that they touched and where control went next. A model never sees register values or memory contents, so a
 * recorded trace can be timed as well as a running program. 64-bit addresses come as two int32 halves.
 */
export interface TimingModel {
  /**
   * Registers one static instruction at one address; called once per address and word, before its first `step`.
   * Returns a small non-negative handle (dense, from 0).
   */
  prepare(instruction: Instruction, dataflow: Dataflow, pcLow: number, pcHigh: number): number;

  /**
   * One retired instruction. `accessed` is 1 where it touched memory at the given address (its lowest byte; size and
   * direction are static), 0 where it did not (not a memory access, or a store-exclusive that failed). `next` is the
   * address of the instruction that retires next: it shows whether a branch was taken, and where an exception or an
   * exception return went.
   */
  step(
    handle: number,
    accessed: number,
    addressLow: number,
    addressHigh: number,
    nextLow: number,
    nextHigh: number,
  ): void;

  /** An instruction that did not retire because it faulted, and the vector that control went to. */
  fault(handle: number, nextLow: number, nextHigh: number): void;

  /**
   * Whether the last instruction waited for a line that another core had; undefined on a core by itself. Where it is
   * defined, accesses that read are to be reported before they are made, and made when they retire: a line has the value
   * that it has when it arrives.
   */
  readonly waitedForCore?: boolean | undefined;

  /** Cycles up to the retirement of the last instruction. */
  readonly cycles: number;

  /** Cycles by {@link Cause}, adding up to `cycles` exactly. */
  readonly causes: Float64Array;

  /** When the last instruction passed each stage, valid until the next; undefined where a model has no stages. */
  readonly timeline?: Readonly<Timeline> | undefined;

  /** By handle: how often it retired, the cycles attributed to it, and (handle * CAUSES.length + cause) their causes. */
  readonly retiredOf: Float64Array;
  readonly cyclesOf: Float64Array;
  readonly causesOf: Float64Array;
}

/** Why a cycle passed without the model being one instruction further. Order is the order of every CPI stack. */
export const CAUSES = [
  'base',
  'front end',
  'branch',
  'dependency',
  'port',
  'reorder buffer',
  'store queue',
  'forwarding hazard',
  'exclusive/ordering',
  'serialising',
  'exception',
  'L1',
  'L2',
  'DRAM',
  'coherence',
] as const;
export type Cause = (typeof CAUSES)[number];
