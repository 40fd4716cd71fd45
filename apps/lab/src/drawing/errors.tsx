import type { Comparison } from '@tracelab/bench';
import { percent } from './figures.js';
import { scale } from './scale.js';

/** As a row of the table that it stands beside. */
const ROW = 23;
const HEAD = 26;
/** Room for what a line is. */
const MARK = 52;

/** How far each prediction is from what was published: left is too little, right too much. */
export function Errors({ comparisons, aboutOf, width, onPoint }: {
  readonly comparisons: readonly Comparison[];
  /** All that is to be said of one. */
  readonly aboutOf: (comparison: Comparison) => string;
  readonly width: number;
  readonly onPoint: (about: string | null) => void;
}) {
  const most = Math.max(0.1, ...comparisons.map(({ error }) => Math.abs(error)));
  const x = scale([-most, most], [8, width - 8]);
  const height = HEAD + comparisons.length * ROW;
  const step = x(0.25) - x(0) >= MARK ? 0.25 : 0.5;
  const marks = [-0.5, -0.25, 0, 0.25, 0.5].filter((value) => Math.abs(value) <= most && value % step === 0);
  return (
    <svg data-figure viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="list" aria-label="Errors of predictions">
      {marks.map((value) => (
        <g key={value}>
          <line class={value === 0 ? 'base-line' : 'grid'} x1={x(value)} x2={x(value)} y1={HEAD - 6} y2={height} />
          <text class="tick" x={x(value)} y={14} text-anchor="middle">
            {value === 0 ? '0' : `${value > 0 ? '+' : ''}${percent(value).replace('.0', '')} %`}
          </text>
        </g>
      ))}
      {comparisons.map((comparison, i) => {
        const { id, metric, error, fitted } = comparison;
        const y = HEAD + i * ROW + ROW / 2;
        const about = aboutOf(comparison);
        return (
          <g key={`${id} ${metric}`} class={fitted ? 'error fitted' : 'error'} role="listitem" tabIndex={0} aria-label={about} onPointerEnter={() => onPoint(about)} onPointerLeave={() => onPoint(null)} onFocus={() => onPoint(about)} onBlur={() => onPoint(null)}>
            <rect class="hit" x={0} y={y - ROW / 2} width={width} height={ROW} />
            <line class="stem" x1={x(0)} x2={x(error)} y1={y} y2={y} />
            <circle cx={x(error)} cy={y} r={4} />
          </g>
        );
      })}
    </svg>
  );
}
