import { SERIES_IDS, type Hook, type Row } from '@tracelab/bench';
import { percent, whole } from './figures.js';
import type { Part } from './index.js';
import { beside, table, type Column } from './table.js';

/** One line per combination of the four switches, with the hooks side by side. */
export const combinations: Part = ({ config, rows }, { head }) => {
  const ofFprobe = rows.filter(({ invoker, pool }) => invoker === 'fprobe' && pool === 'always');
  if (ofFprobe.length === 0) return undefined;
  const measured = new Map(ofFprobe.map(({ series }) => [series.join(), series]));
  const tables = beside(config.hooks).map((hooks) => {
    const columns: Column[] = [
      ...SERIES_IDS.map((id) => ({ head: id, group: 'on', align: 'left' as const, gap: 1 })),
      ...hooks.flatMap((hook): Column[] => [
        { head: 'cycles', group: hook },
        { head: 'instr', group: hook, gap: 1 },
        { head: 'hit %', group: hook, gap: 1 },
      ]),
    ];
    const lines = [...measured.values()].map((on) => [
      ...SERIES_IDS.map((id) => (on.includes(id) ? 'x' : '.')),
      ...hooks.flatMap((hook) => figures(ofFprobe, hook, on)),
    ]);
    return table(columns, lines, head);
  });
  return tables.flatMap((lines, i) => (i === 0 ? lines : ['', ...lines]));
};

function figures(rows: readonly Row[], hook: Hook, on: Row['series']): string[] {
  const row = rows.find((one) => one.hook === hook && one.series.join() === on.join());
  return row ? [whole(row.cycles), whole(row.instructions), percent(row.hit)] : ['', '', ''];
}
