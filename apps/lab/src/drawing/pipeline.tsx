import { STAGES, type Stage } from '@tracelab/arm64-machine';
import type { AlignedRow } from '../store/aligned.js';
import type { PipelineLine } from '../worker/answer.js';
import { shortened } from './call-path.js';
import { causeClass } from './causes.js';
import { ticks } from './scale.js';

export const PIPELINE_ROW = 17;
const TEXT = 330;
const HEAD = 18;

/** One row per instruction, stages over cycles; waits in the colours of their causes. B is an outline below A. */
export function Pipeline({ rows, first, count, width, perCycle, from, selected, onSelect }: {
  readonly rows: readonly AlignedRow[];
  readonly first: number;
  /** Rows that are shown. */
  readonly count: number;
  readonly width: number;
  /** Pixels of a cycle. */
  readonly perCycle: number;
  /** Cycle at the left edge. */
  readonly from: number;
  readonly selected: number;
  readonly onSelect: (row: number) => void;
}) {
  const shown = rows.slice(first, first + count);
  const x = (cycle: number): number => TEXT + (cycle - from) * perCycle;
  const span = (width - TEXT) / perCycle;
  const step = ticks(span, 8)[1]!;
  const axis = Array.from({ length: Math.ceil(span / step) + 1 }, (_, i) => (Math.ceil(from / step) + i) * step).filter((cycle) => x(cycle) <= width);
  const height = HEAD + count * PIPELINE_ROW;
  return (
    <svg data-figure class="pipeline" viewBox={`0 0 ${width} ${height}`} width={width} height={height} aria-hidden="true">
      {axis.map((cycle) => (
        <g key={cycle}>
          <line class="grid" x1={x(cycle)} x2={x(cycle)} y1={HEAD - 4} y2={height} />
          <text class="tick" x={x(cycle)} y={11} text-anchor="middle">
            {cycle}
          </text>
        </g>
      ))}
      <svg x={TEXT} y={0} width={width - TEXT} height={height} viewBox={`${TEXT} 0 ${width - TEXT} ${height}`}>
        {shown.map((row, i) => (
          <g key={first + i}>
            {row.b && <Stages line={row.b} x={x} shift={row.at - row.b.fetched} y={HEAD + i * PIPELINE_ROW} kind={row.a ? 'other' : 'only-b'} />}
            {row.a && <Stages line={row.a} x={x} shift={0} y={HEAD + i * PIPELINE_ROW} kind="one" />}
          </g>
        ))}
      </svg>
      {shown.map((row, i) => {
        const line = (row.a ?? row.b)!;
        const above = rows[first + i - 1];
        const isNew = i === 0 || (above?.a ?? above?.b)?.symbol !== line.symbol;
        const y = HEAD + i * PIPELINE_ROW;
        const kind = first + i === selected ? 'line selected' : 'line';
        return (
          <g key={first + i} class={`${kind} ${row.a ? '' : 'only-b'}`} onClick={() => onSelect(first + i)}>
            <rect class="hit" x={0} y={y} width={width} height={PIPELINE_ROW} />
            {isNew && (
              <text class="mono symbol" x={0} y={y + 12}>
                {shortened(line.symbol, 20)}
              </text>
            )}
            <text class="mono" x={146} y={y + 12}>
              {shortened(line.text.replace(/\s+/, ' '), 26)}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

/** From each stage to the next. */
const PARTS: readonly (readonly [from: Stage, to: Stage])[] = STAGES.slice(1).map((to, i) => [STAGES[i]!, to]);

function Stages({ line, x, shift, y, kind }: {
  readonly line: PipelineLine;
  readonly x: (cycle: number) => number;
  readonly shift: number;
  readonly y: number;
  readonly kind: 'one' | 'other' | 'only-b';
}) {
  const top = kind === 'other' ? y + 11 : y + 2;
  const height = kind === 'other' ? 4 : 8;
  return (
    <g class={`stages ${kind}`}>
      {PARTS.map(([from, to]) => {
        const [left, right] = [x(line[from] + shift), x(line[to] + shift)];
        if (right <= left) return null;
        const wait = line.waits.find(({ before }) => before === to);
        return <rect key={to} class={wait ? `wait ${causeClass(wait.cause)}` : `stage ${to}`} x={left} y={top} width={right - left} height={height} />;
      })}
    </g>
  );
}
