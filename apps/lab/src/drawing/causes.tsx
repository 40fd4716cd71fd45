import { CAUSES, type Cause } from '@tracelab/arm64-machine';
import { count } from './figures.js';

export type CauseCycles = Readonly<Partial<Record<Cause, number>>>;

/** Class of a cause's colour. */
export function causeClass(cause: Cause): string {
  return `cause-${CAUSES.indexOf(cause)}`;
}

/** As the page calls it. */
function causeName(cause: Cause): string {
  return cause === 'base' ? 'working' : cause;
}

/** The causes of most cycles first: `L1 12, branch 3`. */
export function causeText(causes: CauseCycles, most = 4): string {
  return CAUSES.map((cause) => [cause, causes[cause] ?? 0] as const)
    .filter(([, cycles]) => Math.abs(cycles) >= 0.05)
    .sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]))
    .slice(0, most)
    .map(([cause, cycles]) => `${causeName(cause)} ${count(Math.round(cycles * 10) / 10)}`)
    .join(', ');
}

/** Cycles side by side, by cause. */
export function CauseBar({ causes, x, y, height, perCycle }: {
  readonly causes: CauseCycles;
  readonly x: number;
  readonly y: number;
  readonly height: number;
  readonly perCycle: number;
}) {
  let at = x;
  return (
    <g>
      {CAUSES.map((cause) => {
        const width = (causes[cause] ?? 0) * perCycle;
        if (width <= 0) return null;
        const rect = <rect key={cause} class={causeClass(cause)} x={at} y={y} width={width} height={height} />;
        at += width;
        return rect;
      })}
    </g>
  );
}

/** Names of the colours, of the causes that occur. */
export function CauseLegend({ causes }: { readonly causes: CauseCycles }) {
  return (
    <ul class="legend">
      {CAUSES.filter((cause) => (causes[cause] ?? 0) > 0).map((cause) => (
        <li key={cause}>
          <svg width="10" height="10" aria-hidden="true">
            <rect class={causeClass(cause)} width="10" height="10" />
          </svg>
          {causeName(cause)}
        </li>
      ))}
    </ul>
  );
}
