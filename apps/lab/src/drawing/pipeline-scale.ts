import { CAUSES } from '@tracelab/arm64-machine';
import { causeClass } from './causes.js';
import { lineOf, shiftOfB, type PipelinePair } from './pipeline-rows.js';
import { inkOf, spansOf } from './pipeline-spans.js';

/** Rows and cycles to pixels, of a picture that has all of them. */
export interface PipelineScale {
  readonly width: number;
  readonly height: number;
  /** Pixels of a row, mostly less than one. */
  readonly perRow: number;
  readonly x: (cycle: number) => number;
  readonly y: (row: number) => number;
  readonly cycleAt: (x: number) => number;
  readonly rowAt: (y: number) => number;
}

export function pipelineScale(rows: number, [from, to]: readonly [number, number], width: number, height: number): PipelineScale {
  const [perCycle, perRow] = [width / (to - from), height / rows];
  return {
    width, height, perRow,
    x: (cycle) => (cycle - from) * perCycle,
    y: (row) => row * perRow,
    cycleAt: (x) => from + x / perCycle,
    rowAt: (y) => Math.max(0, Math.min(rows - 1, Math.floor(y / perRow))),
  };
}

/** A rectangle in the colour of a class. */
export interface Bar {
  readonly ink: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Every instruction's way. Rows share pixels, so that long waits come over short ones, and those over work. */
export function wayBars(rows: readonly PipelinePair[], { x, y, perRow }: PipelineScale): Bar[] {
  const bars = rows.flatMap((row, i) => {
    const shift = row.a ? 0 : shiftOfB(row);
    return spansOf(lineOf(row)).map((span) => ({
      wait: span.wait?.cycles ?? 0,
      bar: { ink: inkOf(span), x: x(span.from + shift), y: y(i), width: x(span.to) - x(span.from), height: Math.max(1, perRow) },
    }));
  });
  return bars.sort((one, other) => one.wait - other.wait).map(({ bar }) => bar);
}

/** What each cycle of A went to, as instructions retired: the causes of a row side by side, up to its retirement. */
export function causeBars(rows: readonly PipelinePair[], { x }: PipelineScale, y: number, height: number): Bar[] {
  return rows.flatMap(({ a }) => {
    if (!a) return [];
    let at = a.retired - a.cycles;
    return CAUSES.flatMap((cause): Bar[] => {
      const cycles = a.causes[cause] ?? 0;
      if (cycles <= 0) return [];
      const bar = { ink: causeClass(cause), x: x(at), y, width: x(at + cycles) - x(at), height };
      at += cycles;
      return [bar];
    });
  });
}

/** A stretch of rows in one function. */
export interface FunctionRun {
  readonly symbol: string;
  readonly first: number;
  readonly count: number;
}

/** The functions that rows run through, in order: one that is come back to is there again. */
export function functionRuns(rows: readonly PipelinePair[]): FunctionRun[] {
  const runs: { symbol: string; first: number; count: number }[] = [];
  rows.forEach((row, first) => {
    const { symbol } = lineOf(row);
    const last = runs.at(-1);
    if (last?.symbol === symbol) last.count++;
    else runs.push({ symbol, first, count: 1 });
  });
  return runs;
}
