import { CAUSES, type Cause } from '@tracelab/arm64-machine';
import type { ContentionResult, ContentionRow } from '@tracelab/bench';
import { cost, percent, ratio, tenths } from '../bench/report/figures.js';
import type { Section } from './document.js';
import { COLOURS } from './plot.js';

/** Results of `tracelab contention`. */
export function contentionSection(source: string, { config, rows }: ContentionResult): Section {
  const pools = [...new Set(rows.map(({ pool }) => pool))];
  const causes = mainCauses(rows);
  const others = (row: ContentionRow): number => CAUSES.reduce((sum, cause) => sum + (causes.includes(cause) ? 0 : (row.causes[cause] ?? 0)), 0);
  return {
    title: `Adding cores of a ${config.core}`,
    source,
    notes: [
      `Cores call ${config.function} in a loop at ${ratio(config.clockHz / 1e9)} GHz, an fprobe hooks every return. A cluster has ${config.clusterCores} cores: more are hypothetical.`,
    ],
    blocks: [
      {
        kind: 'lines',
        caption: 'Calls per second of all cores together',
        x: 'cores',
        y: 'million calls per second',
        lines: pools.map((pool) => ({
          label: pool,
          points: rows.filter((row) => row.pool === pool).map(({ cores, callsPerSecond }) => [cores, callsPerSecond / 1e6]),
        })),
      },
      {
        kind: 'bars',
        caption: 'Cycles of a call by cause',
        unit: 'cycles',
        parts: [...causes, 'others'],
        bars: rows.map((row) => ({ label: `${row.pool}, ${row.cores}`, values: [...causes.map((cause) => row.causes[cause] ?? 0), others(row)] })),
      },
      {
        kind: 'table',
        caption: 'All rows',
        columns: [
          { head: 'nodes from', align: 'left' }, { head: 'cores' }, { head: 'M calls/s' }, { head: 'cycles per call' }, { head: 'instructions' },
          { head: 'efficiency %' }, { head: 'coherence %' }, { head: '', align: 'left' },
        ],
        rows: rows.map((row) => [
          row.pool, String(row.cores), ratio(row.callsPerSecond / 1e6), tenths(row.cyclesPerCall), cost(row.instructionsPerCall),
          percent(row.efficiency), percent(row.coherence), row.hypothetical ? 'hypothetical' : '',
        ]),
      },
    ],
  };
}

/** As many as have a colour of their own, those with most cycles; in the order of every CPI stack. */
function mainCauses(rows: readonly ContentionRow[]): Cause[] {
  const total = (cause: Cause): number => rows.reduce((sum, row) => sum + (row.causes[cause] ?? 0), 0);
  const main = [...CAUSES].filter((cause) => total(cause) > 0).sort((a, b) => total(b) - total(a)).slice(0, COLOURS - 1);
  return CAUSES.filter((cause) => main.includes(cause));
}
