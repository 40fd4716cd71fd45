import { diffArrays } from 'diff';
import type { PipelinePair } from '../drawing/pipeline-rows.js';
import type { PipelineLine } from '../worker/answer.js';

/** The instructions of A and B in their order, side by side where they are the same (Myers 1986). */
export function aligned(a: readonly PipelineLine[], b: readonly PipelineLine[] | undefined): PipelinePair[] {
  const pairs = b ? sideBySide(a, b) : a.map((line) => ({ a: line, b: undefined, at: line.fetched }));
  const [ofA, ofB] = (['a', 'b'] as const).map((side) => pairs.flatMap((pair, row) => (pair[side] ? [row] : [])));
  const rowOf = (rows: readonly number[], line: PipelineLine | undefined): number | null =>
    line === undefined || line.waitedFor === null ? null : rows[line.waitedFor]!;
  return pairs.map((pair) => ({ ...pair, producers: { a: rowOf(ofA!, pair.a), b: rowOf(ofB!, pair.b) } }));
}

function sideBySide(a: readonly PipelineLine[], b: readonly PipelineLine[]): Omit<PipelinePair, 'producers'>[] {
  const pairs: Omit<PipelinePair, 'producers'>[] = [];
  let [i, j, shift] = [0, 0, 0];
  for (const { count, added, removed } of diffArrays(a.map(keyOf), b.map(keyOf))) {
    for (let n = 0; n < count; n++) {
      const one = added ? undefined : a[i++]!;
      const other = removed ? undefined : b[j++]!;
      if (one && other) shift = one.fetched - other.fetched;
      pairs.push({ a: one, b: other, at: one ? one.fetched : other!.fetched + shift });
    }
  }
  return pairs;
}

function keyOf({ symbol, text }: PipelineLine): string {
  return `${symbol} ${text}`;
}
