import { CanvasBars } from './canvas-bars.js';
import type { RunName } from './pipeline-names.js';
import { sideClass, type PipelinePair } from './pipeline-rows.js';
import type { Bar, FunctionRun, PipelineScale } from './pipeline-scale.js';
import type { PipelineWindow, Room } from './pipeline-window.js';
import { ticks } from './scale.js';

/** Heights of the axis above, and of the strip of causes below with what keeps it apart. */
export const OVERVIEW = { head: 18, gap: 5, strip: 9 } as const;

/** All of an iteration, and the window in it. */
export function PipelineOverview({ rows, scale, bars, runs, names, window, room, selected, isCompared }: {
  readonly rows: readonly PipelinePair[];
  /** Of the part between axis and strip. */
  readonly scale: PipelineScale;
  /** From its upper edge on. */
  readonly bars: readonly Bar[];
  readonly runs: readonly FunctionRun[];
  readonly names: readonly RunName[];
  readonly window: PipelineWindow;
  readonly room: Room;
  readonly selected: number;
  readonly isCompared: boolean;
}) {
  const { x, y, width } = scale;
  const below = scale.height + OVERVIEW.gap + OVERVIEW.strip;
  const height = OVERVIEW.head + below;
  const axis = ticks(scale.cycleAt(width), Math.max(3, width / 100)).filter((cycle) => x(cycle) < width - 14);
  const frame = { x: x(window.left), y: y(window.top), width: x(window.left + room.width / window.perCycle) - x(window.left), height: Math.max(3, y(room.rows)) };
  return (
    <div class="overview-picture" style={{ width, height }}>
      <svg class="under" viewBox={`0 0 ${width} ${height}`} width={width} height={height} aria-hidden="true">
        {axis.map((cycle) => (
          <g key={cycle}>
            <line class="grid" x1={x(cycle)} x2={x(cycle)} y1={OVERVIEW.head - 4} y2={height} />
            <text class="tick" x={x(cycle)} y={11} text-anchor={cycle === 0 ? 'start' : 'middle'}>
              {cycle}
            </text>
          </g>
        ))}
        <g transform={`translate(0 ${OVERVIEW.head})`}>
          <rect class="across" x={0} y={frame.y} width={width} height={frame.height} />
          {names.map(({ run, from, x, y: middle }) => (
            <line key={run.first} class="leader" x1={from} x2={x} y1={middle} y2={middle} />
          ))}
        </g>
      </svg>
      <div class="pixels" style={{ top: OVERVIEW.head }}>
        <CanvasBars bars={bars} width={width} height={below} />
      </div>
      <svg class="over" viewBox={`0 0 ${width} ${height}`} width={width} height={height} aria-hidden="true">
        <g transform={`translate(0 ${OVERVIEW.head})`}>
          {isCompared && runs.map((run) => <rect key={run.first} class={`gutter ${sideClass(rows[run.first]!)}`} x={0} y={y(run.first)} width={3} height={y(run.count)} />)}
          {names.map(({ run, x, y: middle, anchor }) => (
            <text key={run.first} class={`mono name ${isCompared ? sideClass(rows[run.first]!) : ''}`} x={x} y={middle + 3} text-anchor={anchor}>
              {run.symbol}
            </text>
          ))}
          <rect class="frame" data-frame x={frame.x} y={frame.y} width={frame.width} height={frame.height} />
          <path class="pointer" d={`M${x(rows[selected]!.at) - 3},${y(selected + 0.5)} l-6,-4 v8 z`} />
        </g>
      </svg>
    </div>
  );
}
