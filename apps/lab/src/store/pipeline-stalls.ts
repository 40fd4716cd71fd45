import { CAUSES, type Cause } from '@tracelab/arm64-machine';
import { lineOf, type PipelinePair } from '../drawing/pipeline-rows.js';

/** A row at which the core stood still. */
export interface Stall {
  readonly row: number;
  /** In which nothing retired, without those of work. */
  readonly cycles: number;
  /** That of most of them. */
  readonly cause: Cause;
}

/** Cycles that each row held up retirement, by A's instructions and those that B alone has; in the order of rows. */
export function stallsOf(rows: readonly PipelinePair[]): Stall[] {
  return rows.flatMap((pair, row): Stall[] => {
    const { causes } = lineOf(pair);
    const lost = CAUSES.filter((cause) => cause !== 'base' && (causes[cause] ?? 0) > 0);
    if (lost.length === 0) return [];
    const cause = lost.reduce((most, one) => (causes[one]! > causes[most]! ? one : most));
    return [{ row, cycles: lost.reduce((sum, one) => sum + causes[one]!, 0), cause }];
  });
}

/** The next stall of more than `cycles` in a direction from a row. */
export function nextStall(stalls: readonly Stall[], row: number, direction: 1 | -1, cycles: number): Stall | undefined {
  const long = stalls.filter((stall) => stall.cycles > cycles && (stall.row - row) * direction > 0);
  return direction > 0 ? long[0] : long.at(-1);
}

/** The longest first. */
export function longestStalls(stalls: readonly Stall[], most: number): Stall[] {
  return [...stalls].sort((one, other) => other.cycles - one.cycles || one.row - other.row).slice(0, most);
}
