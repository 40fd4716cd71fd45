import { cost, ratio } from '../bench/report/figures.js';
import type { Lines } from './document.js';
import { element, type Markup } from './markup.js';
import { colour, legend, line, picture, scale, text, ticks, WIDTH } from './plot.js';

const HEIGHT = 320;
const [LEFT, RIGHT, TOP, BOTTOM] = [56, WIDTH - 16, 24, HEIGHT - 44];

/** Curves through their points, each of which is marked. */
export function linePlot({ caption, x: across, y: up, lines }: Lines): Markup[] {
  const points = lines.flatMap((one) => one.points);
  const xs = [...new Set(points.map(([x]) => x))].sort((a, b) => a - b);
  const axis = ticks(Math.max(0, ...points.map(([, y]) => y)), Math.min(0, ...points.map(([, y]) => y)));
  const x = scale([xs[0] ?? 0, xs.at(-1) ?? 1], [LEFT, RIGHT]);
  const y = scale([axis[0]!, axis.at(-1)!], [BOTTOM, TOP]);
  const grid = [
    ...axis.flatMap((value) => [line(LEFT, y(value), RIGHT, y(value), 'grid'), text(LEFT - 6, y(value) + 4, value, 'end')]),
    ...xs.flatMap((value) => [line(x(value), BOTTOM, x(value), BOTTOM + 4, 'grid'), text(x(value), BOTTOM + 18, value, 'middle')]),
  ];
  const curves = lines.flatMap(({ label, points }, i) => [
    element('polyline', { points: points.map(([a, b]) => `${x(a)},${y(b)}`).join(' '), class: `curve ${colour(i)}` }),
    ...points.map(([a, b]) =>
      element('circle', { cx: x(a), cy: y(b), r: 3.5, class: colour(i) }, element('title', {}, `${label}, ${cost(a)} ${across}: ${ratio(b)} ${up}`)),
    ),
  ]);
  const names = [text(LEFT, 12, up), text((LEFT + RIGHT) / 2, HEIGHT - 6, across, 'middle')];
  return [legend(lines.map(({ label }) => label)), picture(HEIGHT, caption, ...grid, ...curves, ...names)];
}
