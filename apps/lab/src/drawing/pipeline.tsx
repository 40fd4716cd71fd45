import { count } from './figures.js';
import { shortened } from './call-path.js';
import { PipelineFlows } from './pipeline-flows.js';
import { lineOf, shiftOfB, sideClass, type PipelinePair } from './pipeline-rows.js';
import { inkOf, spansOf } from './pipeline-spans.js';
import { columnsOf, HEAD, ROW, type PipelineWindow } from './pipeline-window.js';
import { ticks } from './scale.js';
import type { PipelineLine } from '../worker/answer.js';

/** Cycles that are worth a look. */
const LONG = 10;

/** One row per instruction, stages over cycles; waits in the colours of their causes. B is thin, below A. */
export function Pipeline({ rows, window, shown, width, selected, isCompared }: {
  readonly rows: readonly PipelinePair[];
  readonly window: PipelineWindow;
  /** Rows that there is room for. */
  readonly shown: number;
  readonly width: number;
  readonly selected: number;
  /** Whether rows of A alone are to be told from those of both. */
  readonly isCompared: boolean;
}) {
  const { top, left, perCycle } = window;
  const columns = columnsOf(width);
  const chart = width - columns.chart;
  const first = Math.floor(top);
  const visible = rows.slice(first, Math.ceil(top + shown));
  const x = (cycle: number): number => (cycle - left) * perCycle;
  const y = (row: number): number => (row - top) * ROW;
  const step = Math.max(1, ticks(chart / perCycle, Math.max(3, chart / 70))[1]!);
  const axis = Array.from({ length: Math.ceil(chart / perCycle / step) + 1 }, (_, i) => (Math.ceil(left / step) + i) * step).filter((cycle) => x(cycle) >= 8 && x(cycle) <= chart - 8);
  const height = HEAD + shown * ROW;
  return (
    <svg data-figure class="pipeline" viewBox={`0 0 ${width} ${height}`} width={width} height={height} aria-hidden="true">
      <text class="tick" x={columns.held - 6} y={12} text-anchor="end">
        held
      </text>
      {axis.map((cycle) => (
        <g key={cycle}>
          <line class="grid" x1={columns.chart + x(cycle)} x2={columns.chart + x(cycle)} y1={HEAD - 4} y2={height} />
          <text class="tick" x={columns.chart + x(cycle)} y={12} text-anchor="middle">
            {cycle}
          </text>
        </g>
      ))}
      <svg x={0} y={HEAD} width={width} height={shown * ROW} viewBox={`0 0 ${width} ${shown * ROW}`}>
        {visible.map((row, i) => {
          const line = lineOf(row);
          const at = y(first + i);
          const above = rows[first + i - 1];
          const isNew = !above || lineOf(above).symbol !== line.symbol;
          return (
            <g key={first + i} data-row={first + i} class={`line${first + i === selected ? ' selected' : ''}${isCompared ? ` ${sideClass(row)}` : ''}`}>
              <rect class="hit" x={0} y={at} width={width} height={ROW} />
              {isNew && <line class="entry" x1={0} x2={width} y1={at} y2={at} />}
              {(isNew || i === 0) && (
                <text class="mono symbol" x={6} y={Math.max(0, at) + 12}>
                  {shortened(line.symbol, Math.floor((columns.text - 12) / 6.7))}
                </text>
              )}
              <text class="mono" x={columns.text} y={at + 12}>
                {shortened(line.text.replace(/\s+/, ' '), Math.floor((columns.held - columns.text - 22) / 6.7))}
              </text>
              {line.cycles > 0 && (
                <text class={line.cycles > LONG ? 'mono held long' : 'mono held'} x={columns.held - 6} y={at + 12} text-anchor="end">
                  {count(line.cycles)}
                </text>
              )}
            </g>
          );
        })}
        <svg x={columns.chart} y={0} width={chart} height={shown * ROW} viewBox={`0 0 ${chart} ${shown * ROW}`}>
          {visible.map((row, i) => (
            <g key={first + i}>
              {row.b && <Way line={row.b} x={x} shift={shiftOfB(row)} y={y(first + i)} kind={row.a ? 'other' : 'only-b'} />}
              {row.a && <Way line={row.a} x={x} shift={0} y={y(first + i)} kind="one" />}
            </g>
          ))}
          <PipelineFlows rows={rows} selected={selected} x={x} y={y} />
        </svg>
      </svg>
    </svg>
  );
}

function Way({ line, x, shift, y, kind }: {
  readonly line: PipelineLine;
  readonly x: (cycle: number) => number;
  readonly shift: number;
  readonly y: number;
  readonly kind: 'one' | 'other' | 'only-b';
}) {
  const [top, height] = kind === 'other' ? [y + 12, 3] : [y + 3, 8];
  return (
    <g class={`stages ${kind}`}>
      {spansOf(line).map((span) => {
        const [left, right] = [x(span.from + shift), x(span.to + shift)];
        // Nothing of the instruction is there yet while the front end stands still.
        const [y, thick] = span.before === 'fetched' ? [top + height / 2 - 1, 2] : [top, height];
        return <rect key={span.before} class={inkOf(span)} x={left} y={y} width={right - left} height={thick} />;
      })}
    </g>
  );
}
