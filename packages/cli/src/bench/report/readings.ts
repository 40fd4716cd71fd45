import { configurationId, POINTS } from '@tracelab/bench';
import { percent, ratio, whole } from './figures.js';
import type { Part } from './index.js';
import { published } from './published.js';
import { table, type Column } from './table.js';

const READINGS = [
  { label: 'three series, pool used (as posted)', point: POINTS.fprobePosted },
  { label: 'three series, no pool', point: POINTS.fprobeNoPool },
  { label: 'four series', point: POINTS.fprobeAll },
];

const COLUMNS: readonly Column[] = [
  { head: 'fprobe, fentry', align: 'left' },
  { head: 'cycles' },
  { head: 'instr' },
  { head: 'overhead' },
  { head: 'hit %' },
  { head: 'to direct' },
];

/** What "with all optimisations" may have meant: the build behind 34.1 % was never published. */
export const readings: Part = (result, { head, note }) => {
  const { rows } = result;
  const direct = rows.find(({ id }) => id === configurationId(POINTS.direct));
  const lines: string[][] = [];
  let line = ['published'];
  for (const { label, point } of READINGS) {
    const id = configurationId(point);
    const row = rows.find((one) => one.id === id);
    if (!row) continue;
    const { cycles, instructions, overhead, hit } = row;
    const toDirect = direct ? ratio(overhead.cycles / direct.overhead.cycles) : '';
    lines.push([label, whole(cycles), whole(instructions), whole(overhead.cycles), percent(hit), toDirect]);
    const [publishedHit, publishedRatio] = (['hit', 'ratio to direct'] as const).map((metric) => published(result, { row: id, metric }));
    line = ['published', '', '', '', percent(publishedHit ?? NaN), publishedRatio === undefined ? '' : ratio(publishedRatio)];
  }
  if (lines.length === 0) return undefined;
  return [
    ...table(COLUMNS, [...lines, line], head),
    '',
    note('Three series: without rethook. To direct: in overheads of a direct call.'),
  ];
};
