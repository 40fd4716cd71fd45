import { element, type Markup } from './markup.js';

/** All plots are as wide, in units of the picture. */
export const WIDTH = 760;

/** Classes of the colours that a style sheet has. */
export const COLOURS = 10;

export function colour(index: number): string {
  return `c${index % COLOURS}`;
}

/** Round values from 0 to a round one beyond `most`, at most seven of them; from a round one below `least` where that is negative. */
export function ticks(most: number, least = 0): number[] {
  const span = Math.max(most, 0) - Math.min(least, 0) || 1;
  const rough = span / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough)!;
  const first = Math.floor(Math.min(least, 0) / step);
  const last = Math.ceil(Math.max(most, 0) / step) || 1;
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** Values to places of the picture. */
export function scale(from: readonly [number, number], to: readonly [number, number]): (value: number) => number {
  const factor = (to[1] - to[0]) / (from[1] - from[0] || 1);
  return (value) => Number((to[0] + (value - from[0]) * factor).toFixed(2));
}

export function text(x: number, y: number, what: string | number, anchor: 'start' | 'middle' | 'end' = 'start'): Markup {
  return element('text', { x, y, 'text-anchor': anchor }, what);
}

export function line(x1: number, y1: number, x2: number, y2: number, kind: string): Markup {
  return element('line', { x1, y1, x2, y2, class: kind });
}

/** A picture that is read out as its caption. */
export function picture(height: number, caption: string, ...children: Markup[]): Markup {
  return element('svg', { viewBox: `0 0 ${WIDTH} ${height}`, role: 'img', 'aria-label': caption }, ...children);
}

/** Names of colours, in HTML beside the picture. */
export function legend(names: readonly string[]): Markup {
  const swatch = (index: number): Markup => element('svg', { viewBox: '0 0 10 10', class: 'swatch', 'aria-hidden': 'true' }, element('rect', { width: 10, height: 10, class: colour(index) }));
  return element('ul', { class: 'legend' }, names.map((name, i) => element('li', {}, swatch(i), ' ', name)));
}
