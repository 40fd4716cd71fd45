import type { ContentionResult, ContentionRow, NodeSource } from '@tracelab/bench';
import { createColors } from 'picocolors';
import { percent, ratio, whole } from '../bench/report/figures.js';
import type { ReportOptions } from '../bench/report/index.js';
import { table, type Column } from '../bench/report/table.js';
import { wrap } from '../bench/report/wrap.js';

const WIDTH = 80;

const TITLES: Readonly<Record<NodeSource, string>> = {
  freelist: 'one shared freelist',
  'per-cpu': 'a freelist per CPU',
  'shadow-stack': 'a shadow stack per task',
};

const COLUMNS: readonly Column[] = [
  { head: 'nodes from', align: 'left' },
  { head: 'cores', gap: 3 },
  { head: '', align: 'left', gap: 0 },
  { head: 'M calls/s' },
  { head: 'cycles', group: 'per call' },
  { head: 'instr', group: 'per call' },
  { head: 'efficiency %' },
  { head: 'coherence %' },
];

/** What `tracelab contention` prints: a row per pool and number of cores, then what the figures say. */
export function contentionReport(result: ContentionResult, { color }: ReportOptions = { color: false }): string {
  const { dim } = createColors(color);
  const { core, clockHz, clusterCores, function: traced, pools } = result.config;
  const lines = [
    ...wrap(
      `Cores call ${traced} in a loop, each its own thread; an fprobe hooks every return. ${core} at ${ratio(clockHz / 1e9)} GHz. ` +
        'Efficiency: calls per second over those of as many cores by themselves. Coherence: cycles spent waiting for lines that another core has.',
      WIDTH,
    ),
    '',
    ...table(COLUMNS, pools.flatMap((pool) => rowsOf(result, pool).map((row, i) => cells(row, i === 0))), dim),
  ];
  if (result.rows.some(({ hypothetical }) => hypothetical)) {
    lines.push('', ...wrap(`* hypothetical: a ${core} cluster has ${clusterCores} cores; these share one L2 as those do.`, WIDTH).map(dim));
  }
  const statements = pools.flatMap((pool) => conclusion(rowsOf(result, pool)) ?? []);
  if (statements.length > 0) lines.push('', ...statements.flatMap((statement) => wrap(statement, WIDTH)));
  return `${lines.join('\n')}\n`;
}

function rowsOf({ rows }: ContentionResult, pool: NodeSource): ContentionRow[] {
  return rows.filter((row) => row.pool === pool);
}

function cells(row: ContentionRow, isFirst: boolean): string[] {
  return [
    isFirst ? row.pool : '',
    String(row.cores),
    row.hypothetical ? '*' : '',
    ratio(row.callsPerSecond / 1e6),
    whole(row.cyclesPerCall),
    whole(row.instructionsPerCall),
    percent(row.efficiency),
    percent(row.coherence),
  ];
}

/** What a pool's rows say, from the fewest cores to the most; undefined where there is only one. */
function conclusion(rows: readonly ContentionRow[]): string | undefined {
  const [first, last] = [rows[0], rows.at(-1)];
  if (!first || !last || first === last) return undefined;
  const best = rows.reduce((most, row) => (row.callsPerSecond > most.callsPerSecond ? row : most));
  const rise = ratio(last.callsPerSecond / first.callsPerSecond);
  const change = `${TITLES[first.pool]}: ${last.cores} cores make ${rise} times the calls of ${first.cores}`;
  const peak = best === last ? '' : `; most are ${ratio(best.callsPerSecond / 1e6)} M/s with ${best.cores}`;
  const grew = last.cyclesPerCall - first.cyclesPerCall;
  const why =
    grew < 0.5
      ? '; a call costs the same'
      : `; of the ${whole(grew)} cycles that a call costs more, ${percent((last.causes.coherence - first.causes.coherence) / grew)} % are coherence`;
  return `${change}${peak}${why}.`;
}
