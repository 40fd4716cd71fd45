import type { Cause } from '@tracelab/arm64-machine';
import type { Configuration } from '../configuration.js';
import type { Cost } from '../result.js';

/** Cycles by cause, without those of none; they add up to the cycles of what they belong to. */
export type Causes = Readonly<Partial<Record<Cause, number>>>;

/** Cost of an iteration, or of a part of it, with the causes of its cycles. */
export interface Spent extends Cost {
  readonly causes: Causes;
}

/** A function in one chain of callers. */
export interface CallTree {
  readonly name: string;
  /** How often it was entered from where it stands. */
  readonly calls: number;
  /** Of its own instructions. */
  readonly self: Spent;
  /** With everything below. */
  readonly inclusive: Spent;
  /** Those with most cycles first. */
  readonly children: readonly CallTree[];
}

/** A function, however it was called. */
export interface ExplainedSymbol {
  readonly name: string;
  readonly calls: number;
  readonly self: Spent;
  /** With everything that it called; one that calls itself counts once. */
  readonly inclusive: Spent;
  /** The instructions that were executed, by rising offset. */
  readonly lines: readonly LineCost[];
}

/** An instruction. */
export interface LineCost extends Spent {
  /** Bytes from the symbol. */
  readonly offset: number;
  /** In hex, with 0x. */
  readonly address: string;
  readonly text: string;
  /** `symbol+0xoffset` of the instruction whose result it waited for most; null where it waited for none. */
  readonly waitedFor: string | null;
}

/** A stretch of the call in one function: from where control enters it to where it leaves. */
export interface PathStep extends Spent {
  readonly symbol: string;
  /** Where it enters, in bytes from the symbol. */
  readonly offset: number;
  /** Callers. */
  readonly depth: number;
  /** How control got there; `start` is where the iteration begins. */
  readonly by: 'start' | 'call' | 'return' | 'jump';
}

/** What `tracelab explain` shows, per iteration: a function of `config` and of the program's bytes. */
export interface Explanation extends Spent {
  readonly schema: 'tracelab.explain/1';
  readonly id: string;
  readonly config: Configuration;
  /** Iterations that the figures are the mean of; false where costs never came to repeat. */
  readonly iterations: number;
  readonly settled: boolean;
  readonly calls: readonly CallTree[];
  /** Those with most cycles of their own first. */
  readonly symbols: readonly ExplainedSymbol[];
  /** Of the last iteration. */
  readonly path: readonly PathStep[];
}
