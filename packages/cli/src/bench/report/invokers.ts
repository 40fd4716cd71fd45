import { POINTS, SERIES_IDS, SOURCES, type BenchResult, type Cost, type Metric, type Row } from '@tracelab/bench';
import { percent, whole } from './figures.js';
import type { Part } from './index.js';
import { published } from './published.js';
import { table, type Column } from './table.js';
import { wrap } from './wrap.js';

/** Published figures that have a column; ratios are in part 5. */
const METRICS = ['cycles', 'overhead', 'hit'] as const satisfies readonly Metric[];
const HEADS = { cycles: 'cycles', overhead: 'overhead', hit: 'hit %' };

/** Base, kprobe, direct calls, fprobe with nothing on and with everything on, beside what was published. */
export const invokers: Part = (result, { head, note }) => {
  // Some figures are of another workload, and have no row here.
  const ids = new Set(['base', ...result.rows.map(({ id }) => id)]);
  const figures = result.published.filter(({ row }) => ids.has(row));
  const sources = [...new Set(figures.map(({ source }) => source))];
  const beside = sources.flatMap((source) =>
    METRICS.filter((metric) => figures.some((one) => one.source === source && one.metric === metric)).map(
      (metric) => ({ source, metric }),
    ),
  );
  const columns: Column[] = [
    { head: '', align: 'left' },
    { head: 'cycles', group: 'lab' },
    { head: 'instr', group: 'lab' },
    { head: 'overhead', group: 'lab' },
    { head: 'hit %', group: 'lab' },
    ...beside.map(({ source, metric }) => ({ head: HEADS[metric], group: author(source) })),
  ];
  const line = (label: string, id: string, cost: Cost, row?: Row): string[] => [
    label,
    whole(cost.cycles),
    whole(cost.instructions),
    row ? whole(row.overhead.cycles) : '',
    row ? percent(row.hit) : '',
    ...beside.map(({ source, metric }) => {
      const value = published(result, { row: id, source, metric });
      return value === undefined ? '' : metric === 'hit' ? percent(value) : whole(value);
    }),
  ];

  const rows = [line('base', 'base', result.base)];
  for (const hook of result.config.hooks) {
    const shown = result.rows.filter((row) => row.hook === hook && labelOf(row, result) !== undefined);
    if (shown.length > 0) rows.push([hook]);
    for (const row of shown) rows.push(line(`  ${labelOf(row, result)}`, row.id, row, row));
  }
  const notes = sources.flatMap((source) => wrap(`${author(source)}: ${SOURCES[source] ?? source}.`, 80));
  return [...table(columns, rows, head), ...(notes.length > 0 ? [''] : []), ...notes.map(note)];
};

function author(source: string): string {
  return source.split(',')[0]!;
}

/** Undefined for a row that belongs in another part. */
function labelOf({ invoker, hook, series, pool }: Row, { config }: BenchResult): string | undefined {
  if (invoker === 'kprobe') return hook === 'fentry' ? 'kprobe' : 'kretprobe';
  if (invoker === 'direct') return 'direct call';
  if (pool !== 'always') return undefined;
  if (series.length === 0) return 'fprobe, none';
  if (series.length === SERIES_IDS.length) return 'fprobe, all';
  if (hook === 'fentry' && series.join() === POINTS.fprobeXu.series.join()) return "fprobe, Xu's";
  return config.series ? 'fprobe, chosen' : undefined;
}
