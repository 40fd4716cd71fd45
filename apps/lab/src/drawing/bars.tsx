import { count } from './figures.js';
import { scale, ticks } from './scale.js';

export interface Bar {
  readonly key: string;
  readonly label: string;
  readonly note: string;
  /** Undefined while unknown. */
  readonly cycles: number | undefined;
  /** How many of them the base has; undefined where that is unknown. */
  readonly base: number | undefined;
  /** In place of cycles that cannot be had. */
  readonly refused: string | undefined;
  readonly marks: readonly { readonly at: number; readonly text: string; readonly isRate: boolean }[];
  /** All that is to be said of it. */
  readonly about: string;
}

const ROW = 26;
const BAR = 14;
const LEFT = 208;
const AXIS = 20;

/** Room for a number. */
const NUMBER = 46;

/** Where a number goes at the end of a bar: behind the marks that it would lie on. */
function beside(end: number, marks: readonly number[]): number {
  return [...marks].sort((one, other) => one - other).reduce((at, mark) => (mark > at - 4 && mark < at + NUMBER ? mark : at), end);
}

/** Bars one under the other: the part of the base, and what tracing adds; marks where measurements of others lie. */
export function Bars({ bars, width, onPoint }: { readonly bars: readonly Bar[]; readonly width: number; readonly onPoint: (about: string | null) => void }) {
  const most = Math.max(1, ...bars.flatMap(({ cycles = 0, marks }) => [cycles, ...marks.map(({ at }) => at)]));
  const axis = ticks(most);
  const x = scale([0, axis.at(-1)!], [LEFT, width - 64]);
  const bottom = ROW * bars.length;
  return (
    <svg data-figure viewBox={`0 0 ${width} ${bottom + AXIS}`} width={width} height={bottom + AXIS} role="list" aria-label="Cycles per iteration">
      {axis.map((value) => (
        <g key={value} aria-hidden="true">
          <line class="grid" x1={x(value)} x2={x(value)} y1={0} y2={bottom} />
          <text class="tick" x={x(value)} y={bottom + 14} text-anchor="middle">
            {value}
          </text>
        </g>
      ))}
      {bars.map((bar, i) => {
        const y = i * ROW + (ROW - BAR) / 2;
        const { cycles, base = 0, refused } = bar;
        return (
          <g key={bar.key} class={`bar ${bar.key}`} role="listitem" tabIndex={0} aria-label={bar.about} data-bar={bar.key} data-cycles={cycles}
            onPointerEnter={() => onPoint(bar.about)} onPointerLeave={() => onPoint(null)} onFocus={() => onPoint(bar.about)} onBlur={() => onPoint(null)}>
            <rect class="hit" x={0} y={i * ROW} width={width} height={ROW} />
            <text class="label" x={0} y={y + 11}>
              {bar.label}
            </text>
            <text class="note" x={LEFT - 10} y={y + 11} text-anchor="end">
              {bar.note}
            </text>
            {cycles === undefined && refused !== undefined && (
              <text class="note" x={LEFT + 6} y={y + 11}>
                {refused}
              </text>
            )}
            {cycles === undefined ? (
              refused === undefined && <rect class="pending" x={LEFT} y={y} width={24} height={BAR} />
            ) : (
              <>
                <rect class="base-part" x={LEFT} y={y} width={Math.max(0, x(Math.min(base, cycles)) - LEFT)} height={BAR} />
                <rect class="overhead" x={x(Math.min(base, cycles))} y={y} width={Math.max(0, x(cycles) - x(Math.min(base, cycles)))} height={BAR} />
                <text class="value" x={beside(x(cycles), bar.marks.map(({ at }) => x(at))) + 8} y={y + 11}>
                  {count(cycles)}
                </text>
              </>
            )}
            {bar.marks.map(({ at, text, isRate }) => (
              <path key={text} class={isRate ? 'mark rate' : 'mark'} d={`M${x(at)},${y - 4} v${BAR + 8}`}>
                <title>{text}</title>
              </path>
            ))}
          </g>
        );
      })}
    </svg>
  );
}
