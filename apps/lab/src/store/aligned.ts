import { diffArrays } from 'diff';
import type { PipelineLine } from '../worker/answer.js';

/** A row of two pipelines: an instruction that both execute, or one of them. */
export interface AlignedRow {
  readonly a: PipelineLine | undefined;
  readonly b: PipelineLine | undefined;
  /** Cycle at which the row begins in the picture: that of the fetch by A, or where A has none, by what came before it. */
  readonly at: number;
}

/** The instructions of A and B in their order, side by side where they are the same (Myers 1986). */
export function aligned(a: readonly PipelineLine[], b: readonly PipelineLine[] | undefined): AlignedRow[] {
  if (!b) return a.map((line) => ({ a: line, b: undefined, at: line.fetched }));
  const rows: AlignedRow[] = [];
  let [i, j, shift] = [0, 0, 0];
  for (const { count, added, removed } of diffArrays(a.map(keyOf), b.map(keyOf))) {
    for (let n = 0; n < count; n++) {
      const one = added ? undefined : a[i++]!;
      const other = removed ? undefined : b[j++]!;
      if (one && other) shift = one.fetched - other.fetched;
      rows.push({ a: one, b: other, at: one ? one.fetched : other!.fetched + shift });
    }
  }
  return rows;
}

function keyOf({ symbol, text }: PipelineLine): string {
  return `${symbol} ${text}`;
}
