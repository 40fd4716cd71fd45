import { scale, ticks } from './scale.js';

export interface Curve {
  readonly label: string;
  /** Says its colour. */
  readonly kind: string;
  readonly points: readonly { readonly x: number; readonly y: number; readonly about: string }[];
}

const HEIGHT = 300;
/** Of a name. */
const LINE = 14;

/** Of the points of one curve after the other, from their middle: circle, square, triangle, diamond, cross. */
const MARKS = ['m-4,0 a4,4 0 1 0 8,0 a4,4 0 1 0 -8,0 z', 'm-4,-4 h8 v8 h-8 z', 'm0,-5 l5,9 h-10 z', 'm0,-5 l5,5 l-5,5 l-5,-5 z', 'm-5,-1.5 h3.5 v-3.5 h3 v3.5 h3.5 v3 h-3.5 v3.5 h-3 v-3.5 h-3.5 z'];

/** Curves over a doubling axis, each named at its end. */
export function Lines({ curves, xs, highlighted, width, across, up, onPoint }: {
  readonly curves: readonly Curve[];
  readonly xs: readonly number[];
  readonly highlighted: number;
  readonly width: number;
  readonly across: string;
  readonly up: string;
  readonly onPoint: (about: string | null) => void;
}) {
  const [left, right, top, bottom] = [52, width - 118, 22, HEIGHT - 40];
  const isEmpty = curves.every(({ points }) => points.length === 0);
  const axis = isEmpty ? [] : ticks(Math.max(...curves.flatMap(({ points }) => points.map(({ y }) => y))));
  const log = scale([Math.log2(xs[0]!), Math.log2(xs.at(-1)!)], [left, right]);
  const x = (value: number): number => log(Math.log2(value));
  const y = scale([0, axis.at(-1) ?? 1], [bottom, top]);
  const ends = apart(curves.flatMap(({ label, points }) => (points.length > 0 ? [{ label, at: y(points.at(-1)!.y) }] : [])));
  return (
    <svg data-figure viewBox={`0 0 ${width} ${HEIGHT}`} width={width} height={HEIGHT} role={isEmpty ? 'img' : 'list'} aria-label={`${up} against ${across}`}>
      <rect class="column" x={x(highlighted) - 12} y={top} width={24} height={bottom - top} />
      {axis.map((value) => (
        <g key={value}>
          <line class="grid" x1={left} x2={right} y1={y(value)} y2={y(value)} />
          <text class="tick" x={left - 8} y={y(value) + 4} text-anchor="end">
            {value}
          </text>
        </g>
      ))}
      {xs.map((value) => (
        <text key={value} class="tick" x={x(value)} y={bottom + 16} text-anchor="middle">
          {value}
        </text>
      ))}
      <text class="tick" x={left} y={11}>
        {up}
      </text>
      <text class="tick" x={(left + right) / 2} y={HEIGHT - 6} text-anchor="middle">
        {across}
      </text>
      {curves.map(({ label, kind, points }, i) => (
        <g key={label} class={`curve ${kind}`}>
          <polyline points={points.map((point) => `${x(point.x)},${y(point.y)}`).join(' ')} />
          {points.map((point) => (
            <g key={point.x} role="listitem" tabIndex={0} aria-label={point.about} onPointerEnter={() => onPoint(point.about)} onPointerLeave={() => onPoint(null)} onFocus={() => onPoint(point.about)} onBlur={() => onPoint(null)}>
              <path d={`M${x(point.x)},${y(point.y)} ${MARKS[i % MARKS.length]}`} />
            </g>
          ))}
          {points.length > 0 && (
            <text class="end" x={x(points.at(-1)!.x) + 10} y={ends.get(label)! + 4}>
              {label}
            </text>
          )}
        </g>
      ))}
    </svg>
  );
}

/** Names from top to bottom, none over another: where each is written. */
function apart(names: readonly { readonly label: string; readonly at: number }[]): Map<string, number> {
  const places = new Map<string, number>();
  let last = -Infinity;
  for (const { label, at } of [...names].sort((one, other) => one.at - other.at)) {
    last = Math.max(at, last + LINE);
    places.set(label, last);
  }
  return places;
}
