import { shiftOfB, type PipelinePair } from './pipeline-rows.js';
import { ROW } from './pipeline-window.js';

/** From where a result was made to who waited for it: what the selected row waited for, and who waited for it. */
export function PipelineFlows({ rows, selected, x, y }: {
  readonly rows: readonly PipelinePair[];
  readonly selected: number;
  readonly x: (cycle: number) => number;
  readonly y: (row: number) => number;
}) {
  const consumers = rows.flatMap((row, i) => (['a', 'b'] as const).filter((side) => row.producers[side] === selected).map((side) => ({ side, from: selected, to: i, kind: 'out' })));
  const own = rows[selected]?.producers;
  const producers = (['a', 'b'] as const).flatMap((side) => (own && own[side] !== null ? [{ side, from: own[side], to: selected, kind: 'in' }] : []));
  return (
    <g class="flows">
      {[...consumers, ...producers].map(({ side, from, to, kind }) => {
        const [start, end] = [placeOf(rows[from]!, side), placeOf(rows[to]!, side)];
        const [x1, y1] = [x(start.completed), y(from) + start.middle];
        const [x2, y2] = [x(end.ready), y(to) + end.middle];
        const bend = y1 + ROW / 2;
        return (
          <g key={`${side} ${from} ${to}`} class={`flow ${kind} ${side}`} data-from={from} data-to={to}>
            <path d={`M${x1},${y1} V${bend} H${x2} V${y2 - 3}`} />
            <path class="point" d={`M${x2},${y2} l-4,-6 h8 z`} />
          </g>
        );
      })}
    </g>
  );
}

function placeOf(row: PipelinePair, side: 'a' | 'b'): { readonly completed: number; readonly ready: number; readonly middle: number } {
  const line = row[side]!;
  const shift = side === 'a' ? 0 : shiftOfB(row);
  return { completed: line.completed + shift, ready: line.ready + shift, middle: side === 'b' && row.a ? 13 : 7 };
}
