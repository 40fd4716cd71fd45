import type { PathStep } from '@tracelab/bench';
import { CauseBar, causeText } from './causes.js';
import { count } from './figures.js';

export interface PathRow {
  readonly step: PathStep;
  /** On the way that is not there untraced. */
  readonly isTracing: boolean;
}

const ROW = 19;
const INDENT = 11;
const FIGURES = 44;
const BARS = 96;

/** A way through functions from top to bottom: further right is deeper, the line is where control goes. */
export function CallPath({ rows, width, most, label, onPoint }: {
  readonly rows: readonly PathRow[];
  readonly width: number;
  /** Cycles of the longest bar. */
  readonly most: number;
  readonly label: string;
  readonly onPoint: (about: string | null) => void;
}) {
  const shallowest = Math.min(...rows.map(({ step }) => step.depth));
  const x = (depth: number): number => 8 + (depth - shallowest) * INDENT;
  const y = (row: number): number => row * ROW + ROW / 2;
  const bars = width - BARS;
  const figures = bars - 8;
  return (
    <svg data-figure class="path" viewBox={`0 0 ${width} ${rows.length * ROW}`} width={width} height={rows.length * ROW} role="list" aria-label={label}>
      {rows.slice(1).map(({ step }, i) => {
        const [from, to] = [rows[i]!.step.depth, step.depth];
        // Calls leave downwards and enter from the left; returns come up from the right.
        return <path key={i} class={`way ${step.by}`} d={to >= from ? `M${x(from)},${y(i)} V${y(i + 1)} H${x(to)}` : `M${x(from)},${y(i)} H${x(from) + 4} V${y(i) + ROW / 2} H${x(to)} V${y(i + 1)}`} />;
      })}
      {rows.map(({ step, isTracing }, i) => {
        const { symbol, offset, depth, by, cycles, instructions, causes } = step;
        const spent = causeText(causes);
        const about = `${by === 'start' ? 'Starts in' : by === 'call' ? 'Calls' : by === 'return' ? 'Returns to' : 'Goes on to'} ${symbol}${offset ? `+0x${offset.toString(16)}` : ''}: ${count(cycles)} cycles, ${count(instructions)} instructions${spent && `; ${spent}`}.`;
        const room = figures - FIGURES - x(depth) - 12;
        return (
          <g key={i} class={isTracing ? 'stop tracing' : 'stop'} role="listitem" tabIndex={0} aria-label={about} data-symbol={symbol}
            onPointerEnter={() => onPoint(about)} onPointerLeave={() => onPoint(null)} onFocus={() => onPoint(about)} onBlur={() => onPoint(null)}>
            <rect class="hit" x={0} y={i * ROW} width={width} height={ROW} />
            <circle class={by} cx={x(depth)} cy={y(i)} r={by === 'return' ? 2.2 : 3.4} />
            <text class={by === 'return' ? 'mono back' : 'mono'} x={x(depth) + 9} y={y(i) + 4}>
              {shortened(by === 'return' ? `${symbol}+0x${offset.toString(16)}` : symbol, Math.floor(room / 6.7))}
            </text>
            <text class="value" x={figures} y={y(i) + 4} text-anchor="end">
              {count(cycles)}
            </text>
            <CauseBar causes={causes} x={bars} y={y(i) - 5} height={10} perCycle={(BARS - 4) / most} />
          </g>
        );
      })}
    </svg>
  );
}

/** A name of at most `length` characters: the middle of a longer one is left out. */
export function shortened(name: string, length: number): string {
  if (name.length <= length) return name;
  const head = Math.max(1, Math.ceil((length - 1) / 2));
  return `${name.slice(0, head)}…${name.slice(name.length - Math.max(0, length - 1 - head))}`;
}
