import type { SweepRow } from '@tracelab/bench';
import { cost, percent } from '../bench/report/figures.js';
import type { SweepFile } from '../sweep/result-file.js';
import type { Bars, Section } from './document.js';

/** Rows of `tracelab sweep`. */
export function sweepSection(source: string, { header, rows }: SweepFile): Section {
  const missing = header.points - rows.length;
  const groups = new Map<string, SweepRow[]>();
  for (const row of rows) {
    const group = `${row.core}, mitigations ${row.mitigations}`;
    groups.set(group, [...(groups.get(group) ?? []), row]);
  }
  return {
    title: `A sweep of ${header.points} ${header.points === 1 ? 'configuration' : 'configurations'}`,
    source,
    notes: [
      `Programs of ${header.object.name}, tracelab ${header.version}. Per iteration; overhead = traced - base of the same core and mitigations, and as many cores.`,
      ...(rows.every(({ settled }) => settled) ? [] : ['A mean: iterations never came to cost the same, as where cores meet.']),
      ...(missing > 0 ? [`${missing} of ${header.points} rows ${missing === 1 ? 'is' : 'are'} not in this file.`] : []),
    ],
    blocks: [
      ...[...groups].map(([group, rows]) => bars(group, rows)),
      {
        kind: 'table',
        caption: 'All rows',
        columns: [
          { head: 'core', align: 'left' }, { head: 'mitigations', align: 'left' }, { head: 'configuration', align: 'left' },
          { head: 'cycles' }, { head: 'instructions' }, { head: 'overhead' }, { head: 'hit %' }, { head: '', align: 'left' },
        ],
        rows: rows.map(({ core, mitigations, id, cycles, instructions, overhead, hit, settled }) => [
          core, mitigations, id, cost(cycles), cost(instructions), cost(overhead.cycles), percent(hit), settled ? '' : 'a mean',
        ]),
      },
    ],
  };
}

function bars(group: string, rows: readonly SweepRow[]): Bars {
  return {
    kind: 'bars',
    caption: `Cycles per iteration on ${group}`,
    unit: 'cycles',
    parts: ['base', 'overhead'],
    bars: rows.map(({ id, cycles, overhead }) => ({ label: id, values: [cycles - overhead.cycles, overhead.cycles] })),
  };
}
