import { configurationId, POINTS, type BenchResult, type Metric } from '@tracelab/bench';
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
  for (const { label, point } of READINGS) {
    const row = rows.find(({ id }) => id === configurationId(point));
    if (!row) continue;
    const { cycles, instructions, overhead, hit } = row;
    const toDirect = direct ? ratio(overhead.cycles / direct.overhead.cycles) : '';
    lines.push([label, whole(cycles), whole(instructions), whole(overhead.cycles), percent(hit), toDirect]);
  }
  if (lines.length === 0) return undefined;
  const hit = publishedOf(result, 'hit');
  const toDirect = publishedOf(result, 'ratio to direct');
  if (hit !== undefined)
    lines.push(['published', '', '', '', percent(hit), toDirect === undefined ? '' : ratio(toDirect)]);
  return [
    ...table(COLUMNS, lines, head),
    '',
    note('Three series: without rethook. To direct: in overheads of a direct call.'),
  ];
};

/** The published figure is one, whichever of the readings was measured. */
function publishedOf(result: BenchResult, metric: Metric): number | undefined {
  for (const { point } of READINGS) {
    const figure = published(result, { row: configurationId(point), metric });
    if (figure !== undefined) return figure;
  }
  return undefined;
}
