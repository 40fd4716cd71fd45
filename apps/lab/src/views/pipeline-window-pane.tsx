import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { shiftOfB, type PipelinePair } from '../drawing/pipeline-rows.js';
import { spanAt } from '../drawing/pipeline-spans.js';
import { columnsOf, placeAt, ROW, type PipelinePlace, type PipelineWindow } from '../drawing/pipeline-window.js';
import { KEYS } from './pipeline-keys.js';
import type { PipelineMoves } from './pipeline-moves.js';
import { useSheetPointer, type Point } from './pipeline-pointer.js';
import { cyclesText, nameOf, spanText } from './pipeline-text.js';
import { Tip, type TipText } from './pipeline-tip.js';

/** The window, under mouse, fingers and keys. */
export function WindowPane({ rows, window, width, shown, moves, onKeyDown, children }: {
  readonly rows: readonly PipelinePair[];
  readonly window: PipelineWindow;
  readonly width: number;
  readonly shown: number;
  readonly moves: PipelineMoves;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly children: ComponentChildren;
}) {
  const [pointed, setPointed] = useState<Point | null>(null);
  const { perCycle } = window;
  const placeOf = ({ x, y }: Point): PipelinePlace | undefined => {
    const place = placeAt(window, width, x, y);
    return place && place.row < Math.min(rows.length, window.top + shown) ? place : undefined;
  };
  const pointer = useSheetPointer({
    onClick: (at) => {
      const place = placeOf(at);
      if (place) moves.select(place.row);
    },
    onDrag: (dx, dy) => moves.drag(-dy / ROW, -dx / perCycle),
    onZoom: (factor, { x }) => moves.zoom(factor, window.left + Math.max(0, x - columnsOf(width).chart) / perCycle),
    onScroll: (dx, dy) => moves.scroll(dy / ROW, dx / perCycle),
    onPoint: setPointed,
  });
  const place = pointed && placeOf(pointed);
  const text = place && aboutPlace(rows[place.row]!, place);
  return (
    <div class="pipeline-box" tabIndex={0} role="group" aria-label={`Pipeline: ${KEYS}`} aria-describedby="pipeline-row" onKeyDown={onKeyDown} {...pointer}>
      {children}
      {text && <Tip at={pointed} width={width} text={text} />}
    </div>
  );
}

function aboutPlace(row: PipelinePair, { cycle, isLower }: PipelinePlace): TipText | undefined {
  const isOfB = !row.a || (isLower && row.b !== undefined);
  const line = isOfB ? row.b! : row.a;
  if (cycle === null) return [nameOf(line), `${cyclesText(line.retired - line.fetched)} from fetch to retirement, held up ${cyclesText(line.cycles)}`];
  const span = spanAt(line, cycle - (isOfB ? shiftOfB(row) : 0));
  if (!span) return undefined;
  const [what, why] = spanText(span);
  return [why, isOfB ? `B, in its own cycles: ${what}` : what];
}

