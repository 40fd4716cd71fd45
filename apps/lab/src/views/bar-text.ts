import { count, percent } from '../drawing/figures.js';
import type { BarRow } from '../store/bars.js';

type Cost = NonNullable<BarRow['cost']>;

/** Cycles above the base; undefined where that cannot be measured. */
export function overhead({ cycles, base }: Cost): number | undefined {
  return base === undefined ? undefined : cycles - base;
}

/** The part of the base's rate that tracing takes. */
export function hit({ cycles, base }: Cost): number | undefined {
  return base === undefined ? undefined : (cycles - base) / cycles;
}

/** All that is to be said of a bar. */
export function aboutBar({ key, name, id, cost, refusal, published }: BarRow): string {
  const numbers = cost ? costText(key, cost) : (refusal?.message ?? 'being measured');
  return [`${name === id ? name : `${name}, ${id}`}: ${numbers}.`, ...published.map((mark) => `Published: ${markText(mark)}.`)].join(' ');
}

function costText(key: BarRow['key'], cost: Cost): string {
  const above = overhead(cost);
  const compared = key === 'base' ? '' : above === undefined ? ', without a base to compare with' : `, ${count(above)} cycles above the base`;
  return `${count(cost.cycles)} cycles, ${count(cost.instructions)} instructions${compared}${cost.settled ? '' : '; a mean, as it never settled'}`;
}

export function markText({ source, metric, value }: BarRow['published'][number]): string {
  return metric === 'hit' ? `hit ${percent(value)} % (${source})` : `${Math.round(value)} cycles (${source})`;
}
