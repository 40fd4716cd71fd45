import { useMemo, useState } from 'preact/hooks';
import { causeText } from '../drawing/causes.js';
import { count } from '../drawing/figures.js';
import { OVERVIEW, PipelineOverview } from '../drawing/pipeline-overview.js';
import { runNames } from '../drawing/pipeline-names.js';
import { lineOf, type PipelinePair } from '../drawing/pipeline-rows.js';
import { causeBars, pipelineScale, wayBars, type FunctionRun } from '../drawing/pipeline-scale.js';
import type { PipelineSheet } from '../drawing/pipeline-sheet.js';
import type { PipelineWindow } from '../drawing/pipeline-window.js';
import type { PipelineMoves } from './pipeline-moves.js';
import { useSheetPointer, type Point } from './pipeline-pointer.js';
import { cyclesText, nameOf } from './pipeline-text.js';
import { Tip, type TipText } from './pipeline-tip.js';

const HEIGHT = 210;
/** Of the window, for a notch of a wheel. */
const NOTCH = 100;

/** The whole iteration: a click or a drag puts the window there. */
export function OverviewPane({ rows, runs, sheet, window, selected, isCompared, width, moves }: {
  readonly rows: readonly PipelinePair[];
  readonly runs: readonly FunctionRun[];
  readonly sheet: PipelineSheet;
  readonly window: PipelineWindow;
  readonly selected: number;
  readonly isCompared: boolean;
  readonly width: number;
  readonly moves: PipelineMoves;
}) {
  const scale = useMemo(() => pipelineScale(rows.length, sheet.extent, width, HEIGHT), [rows, sheet, width]);
  const bars = useMemo(() => [...wayBars(rows, scale), ...causeBars(rows, scale, HEIGHT + OVERVIEW.gap, OVERVIEW.strip)], [rows, scale]);
  const names = useMemo(() => runNames(rows, runs, scale), [rows, runs, scale]);
  const [pointed, setPointed] = useState<Point | null>(null);
  const isStrip = ({ y }: Point): boolean => y > OVERVIEW.head + HEIGHT;
  const rowAt = (at: Point): number => (isStrip(at) ? retiringAt(rows, scale.cycleAt(at.x)) : scale.rowAt(at.y - OVERVIEW.head));
  const pointer = useSheetPointer({
    onClick: (point) => moves.centre(rowAt(point)),
    onDrag: (_dx, _dy, to) => moves.centre(rowAt(to), true),
    onZoom: (factor) => moves.zoom(factor),
    onScroll: (dx, dy) => moves.scroll(((dx + dy) / NOTCH) * moves.page, 0),
    onPoint: setPointed,
  });
  const [first, last] = [Math.floor(window.top), Math.min(rows.length, Math.floor(window.top) + sheet.room.rows) - 1];
  const onKeyDown = (event: KeyboardEvent): void => {
    const by: number | undefined = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1, PageDown: moves.page, PageUp: -moves.page, Home: -rows.length, End: rows.length }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    moves.scroll(by, 0);
  };
  return (
    <div class="overview" role="slider" tabIndex={0} aria-label="Overview of the iteration: the window’s first row" aria-orientation="vertical"
      aria-valuemin={1} aria-valuemax={rows.length} aria-valuenow={first + 1} aria-valuetext={`rows ${first + 1} to ${last + 1} of ${rows.length}, from ${lineOf(rows[first]!).symbol}`}
      onKeyDown={onKeyDown} {...pointer}>
      <PipelineOverview rows={rows} scale={scale} bars={bars} runs={runs} names={names} window={window} room={sheet.room} selected={selected} isCompared={isCompared} />
      {pointed && <Tip at={pointed} width={width} text={isStrip(pointed) ? aboutCycle(rows[rowAt(pointed)]!) : aboutRun(rows, runs, rowAt(pointed))} />}
    </div>
  );
}

/** The row that retires next in a cycle of A. */
function retiringAt(rows: readonly PipelinePair[], cycle: number): number {
  const row = rows.findIndex(({ a }) => a && a.retired >= cycle);
  return row < 0 ? rows.length - 1 : row;
}

/** What a row held up retirement for. */
function aboutCycle(row: PipelinePair): TipText {
  const line = lineOf(row);
  return [`${cyclesText(line.cycles)} until it retired in ${count(line.retired)}: ${causeText(line.causes)}`, nameOf(line)];
}

/** The function that a row is in: which rows, and what they cost A. */
function aboutRun(rows: readonly PipelinePair[], runs: readonly FunctionRun[], row: number): TipText {
  const run = runs.findLast(({ first }) => first <= row)!;
  const own = rows.slice(run.first, run.first + run.count);
  const held = own.reduce((sum, pair) => sum + lineOf(pair).cycles, 0);
  return [run.symbol, `rows ${run.first + 1} to ${run.first + run.count} of ${rows.length}, ${cyclesText(held)}${own[0]!.a ? '' : ', in B alone'}`];
}
