import type { Cause } from '@tracelab/arm64-machine';
import type { Configuration } from '../configuration.js';
import type { Spent } from '../explain/index.js';
import type { Cost } from '../result.js';
import type { DiffLine } from '../review/index.js';

/** One of the two, per iteration. */
export interface Side extends Spent {
  readonly id: string;
  readonly config: Configuration;
}

/** A symbol's own cost per iteration; null on the side whose path does not go through it. */
export interface SymbolDifference {
  readonly name: string;
  readonly before: Spent | null;
  readonly after: Spent | null;
  /** after − before. */
  readonly change: Cost;
  /** after − before, of the causes that changed. */
  readonly causes: Readonly<Partial<Record<Cause, number>>>;
}

/** The machine code of a symbol on either path that is not the same on both, as it stood in memory when it ran. */
export interface CodeDifference {
  readonly name: string;
  /** The whole routine. */
  readonly lines: readonly DiffLine[];
}

/** What `tracelab diff` shows: two configurations side by side. */
export interface Difference {
  readonly schema: 'tracelab.diff/1';
  readonly before: Side;
  readonly after: Side;
  readonly change: Cost;
  /** Every symbol of either path, the largest change of cycles first; their changes add up to the whole. */
  readonly symbols: readonly SymbolDifference[];
  /** In the order of `symbols`. */
  readonly code: readonly CodeDifference[];
}
