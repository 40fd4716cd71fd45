import type { PipelineLine } from '../worker/answer.js';

/** A row of two pipelines: an instruction that both execute, or one of them. */
export interface PipelinePair {
  readonly a: PipelineLine | undefined;
  readonly b: PipelineLine | undefined;
  /** Cycle at which the row begins in the picture: that of the fetch by A, or where A has none, by what came before it. */
  readonly at: number;
  /** Rows whose results A's and B's instruction waited for; null where none did, or none of this iteration. */
  readonly producers: { readonly a: number | null; readonly b: number | null };
}

/** What a row is of: A's instruction, and B's where A has none. */
export function lineOf({ a, b }: PipelinePair): PipelineLine {
  return (a ?? b)!;
}

/** What to add to cycles of B to draw them beside A's. */
export function shiftOfB({ b, at }: PipelinePair): number {
  return b ? at - b.fetched : 0;
}

/** The row that the instruction waited for. */
export function producerOf({ producers }: PipelinePair): number | null {
  return producers.a ?? producers.b;
}

/** Class of a row of two: who executes it. */
export function sideClass({ a, b }: PipelinePair): 'both' | 'only-a' | 'only-b' {
  return a && b ? 'both' : a ? 'only-a' : 'only-b';
}
