import { cost } from '../bench/report/figures.js';
import type { Bar, Bars } from './document.js';
import { element, type Markup } from './markup.js';
import { colour, legend, line, picture, scale, text, ticks, WIDTH } from './plot.js';

const ROW = 22;
const BAR = 15;
const AXIS = 24;
/** Of a character of a label. */
const CHARACTER = 6.6;
const VALUES = 70;

/** Horizontal bars, one under the other, their parts side by side. */
export function barPlot({ caption, unit, parts, bars }: Bars): Markup[] {
  const left = Math.min(360, 12 + CHARACTER * Math.max(4, ...bars.map(({ label }) => label.length)));
  const ends = bars.map(({ values }) => ({ most: sum(values.filter((one) => one > 0)), least: sum(values.filter((one) => one < 0)) }));
  const axis = ticks(Math.max(0, ...ends.map(({ most }) => most), ...bars.map(({ mark = 0 }) => mark)), Math.min(0, ...ends.map(({ least }) => least)));
  const x = scale([axis[0]!, axis.at(-1)!], [left, WIDTH - VALUES]);
  const bottom = ROW * bars.length + 4;
  const grid = axis.flatMap((value) => [line(x(value), 0, x(value), bottom, 'grid'), text(x(value), bottom + 15, value, 'middle')]);
  const rows = bars.flatMap((bar, i) => row(bar, parts, ROW * i + 3, left, x, unit));
  const plot = picture(bottom + AXIS, caption, ...grid, ...rows, text(WIDTH, bottom + 15, unit, 'end'));
  return parts.length > 1 ? [legend(parts), plot] : [plot];
}

function row({ label, values, mark }: Bar, parts: readonly string[], y: number, left: number, x: (value: number) => number, unit: string): Markup[] {
  let [right, below] = [0, 0];
  const rects = values.flatMap((value, i): Markup[] => {
    if (value === 0) return [];
    const from = value > 0 ? right : below + value;
    if (value > 0) right += value;
    else below += value;
    const title = `${label}: ${parts[i]} ${cost(value)} ${unit}`;
    const width = Number((x(from + Math.abs(value)) - x(from)).toFixed(2));
    return [element('rect', { x: x(from), y, width, height: BAR, class: colour(i) }, element('title', {}, title))];
  });
  const published = mark === undefined ? [] : [element('line', { x1: x(mark), y1: y - 2, x2: x(mark), y2: y + BAR + 2, class: 'mark' }, element('title', {}, `${label}: published ${cost(Math.round(mark))} ${unit}`))];
  return [text(left - 8, y + 12, label, 'end'), ...rects, ...published, text(Math.max(x(right), x(mark ?? 0)) + 6, y + 12, cost(sum(values)))];
}

function sum(values: readonly number[]): number {
  return values.reduce((all, one) => all + one, 0);
}
