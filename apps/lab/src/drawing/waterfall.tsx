import { change, count } from './figures.js';
import { scale, ticks } from './scale.js';

export interface Fall {
  readonly key: string;
  readonly label: string;
  readonly from: number;
  readonly to: number;
  /** A level, drawn from zero, and not a step. */
  readonly isLevel: boolean;
  readonly about: string;
}

export const FALL_ROW = 34;
const BAR = 16;
const AXIS = 22;
/** Above the first row, for what the dashed line is. */
export const FALL_HEAD = 14;

/** From one level to another, a row a step; what lies left of `base` is no overhead. */
export function Waterfall({ falls, base, width, left, label: title, onPoint }: {
  readonly falls: readonly Fall[];
  /** Undefined where there is none to be had. */
  readonly base: number | undefined;
  readonly width: number;
  /** Room for labels. */
  readonly left: number;
  /** What the picture is of. */
  readonly label: string;
  readonly onPoint: (about: string | null) => void;
}) {
  const axis = ticks(Math.max(1, ...falls.flatMap(({ from, to }) => [from, to])));
  const x = scale([0, axis.at(-1)!], [left, width - 60]);
  const bottom = FALL_HEAD + falls.length * FALL_ROW;
  return (
    <svg data-figure viewBox={`0 0 ${width} ${bottom + AXIS}`} width={width} height={bottom + AXIS} role="list" aria-label={title}>
      {axis.map((value) => (
        <g key={value} aria-hidden="true">
          <line class="grid" x1={x(value)} x2={x(value)} y1={FALL_HEAD} y2={bottom} />
          <text class="tick" x={x(value)} y={bottom + 15} text-anchor="middle">
            {value}
          </text>
        </g>
      ))}
      {base !== undefined && (
        <g aria-hidden="true">
          <line class="base-line" x1={x(base)} x2={x(base)} y1={0} y2={bottom} />
          <text class="tick" x={x(base) + 4} y={10}>
            base
          </text>
        </g>
      )}
      {falls.map(({ key, label, from, to, isLevel, about }, i) => {
        const top = FALL_HEAD + i * FALL_ROW;
        const y = top + (FALL_ROW - BAR) / 2;
        const [low, high] = isLevel ? [0, to] : [Math.min(from, to), Math.max(from, to)];
        return (
          <g key={key} class={isLevel ? 'fall level' : to > from ? 'fall up' : 'fall'} role="listitem" tabIndex={0} aria-label={about} data-fall={key}
            onPointerEnter={() => onPoint(about)} onPointerLeave={() => onPoint(null)} onFocus={() => onPoint(about)} onBlur={() => onPoint(null)}>
            <rect class="hit" x={0} y={top} width={width} height={FALL_ROW} />
            <text class="label" x={left - 12} y={y + 12} text-anchor="end">
              {label}
            </text>
            <rect class="step" x={x(low)} y={y} width={Math.max(1, x(high) - x(low))} height={BAR} />
            {i + 1 < falls.length && <line class="joint" x1={x(to)} x2={x(to)} y1={y + BAR} y2={y + FALL_ROW} />}
            <text class="value" x={x(high) + 7} y={y + 12}>
              {isLevel ? count(to) : change(to - from)}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
