import { lineOf, shiftOfB, type PipelinePair } from './pipeline-rows.js';
import type { FunctionRun, PipelineScale } from './pipeline-scale.js';

/** A function's name beside its instructions. */
export interface RunName {
  readonly run: FunctionRun;
  readonly x: number;
  /** Middle of the text. */
  readonly y: number;
  /** Which end of the text is at `x`. */
  readonly anchor: 'start' | 'end';
  /** Where its first instruction is. */
  readonly from: number;
}

const LINE = 12;
const CHARACTER = 6.1;
const GAP = 10;

/** Names where there is room for them: beside the instructions, on the emptier side first; the longest runs first, each symbol once. */
export function runNames(rows: readonly PipelinePair[], runs: readonly FunctionRun[], { x, y, rowAt, width, height }: PipelineScale): RunName[] {
  const names: RunName[] = [];
  const seen = new Set<string>();
  for (const run of [...runs].sort((one, other) => other.count - one.count)) {
    const middle = y(run.first) + LINE / 2;
    if (seen.has(run.symbol) || middle + LINE / 2 > height) continue;
    const beside = rows.slice(rowAt(middle - LINE / 2), rowAt(middle + LINE / 2) + 1);
    const [from, to] = [Math.min(...beside.map((row) => row.at)), Math.max(...beside.map(endOf))].map(x) as [number, number];
    const length = run.symbol.length * CHARACTER + GAP;
    const sides = [{ anchor: 'start' as const, x: to + GAP, room: width - to }, { anchor: 'end' as const, x: from - GAP, room: from }];
    const isFree = (anchor: string): boolean => !names.some((other) => other.anchor === anchor && Math.abs(other.y - middle) < LINE);
    const side = sides.sort((one, other) => other.room - one.room).find(({ anchor, room }) => room > length && isFree(anchor));
    if (!side) continue;
    seen.add(run.symbol);
    names.push({ run, y: middle, x: side.x, anchor: side.anchor, from: x(rows[run.first]!.at) });
  }
  return names.sort((one, other) => one.run.first - other.run.first);
}

function endOf(row: PipelinePair): number {
  return row.a ? lineOf(row).retired : row.b!.retired + shiftOfB(row);
}
