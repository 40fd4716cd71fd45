import type { Core } from '@tracelab/arm64-machine';
import type { BpfObject } from '@tracelab/bpf';
import type { Measured } from '../measure.js';
import type { Cost } from '../result.js';

/** What a question is answered from: a core, a program, and what calls cost on it. */
export interface Laboratory {
  readonly core: Core;
  readonly object: BpfObject;
  /** Of an iteration, measured once for each configuration. */
  readonly cost: (configuration: Omit<Measured, 'core'>) => Cost;
  /** Cycles beyond the base iteration. */
  readonly overhead: (configuration: Omit<Measured, 'core'>) => number;
}

/** Figures under heads; the first column says what a line is about. */
export interface FigureTable {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly [string, ...(number | null)[]])[];
  /** Digits after the point, by column of figures; 0 unless stated. */
  readonly digits?: readonly number[];
}

export interface Answer {
  /** What was measured: the variant, the configuration, the unit. */
  readonly measured: string;
  readonly tables: readonly FigureTable[];
  /** One sentence, made of the figures. */
  readonly conclusion: string;
}

/** One question of the thread of November 2022. */
export interface Question {
  /** From 1, in the order of the thread. */
  readonly number: number;
  readonly title: string;
  readonly answer: (laboratory: Laboratory) => Answer;
}
