import type { PresetResult } from '@tracelab/bench';
import { createColors } from 'picocolors';
import { percent, whole } from './report/figures.js';
import type { ReportOptions } from './report/index.js';
import { table, type Column } from './report/table.js';
import { wrap } from './report/wrap.js';

const WIDTH = 80;

const COLUMNS: readonly Column[] = [
  { head: '', align: 'left' },
  { head: 'cycles' },
  { head: 'instr' },
  { head: 'overhead' },
  { head: 'hit %' },
];

/** What `tracelab bench --preset` prints: the switches, what can be attached with its cost, and what cannot, with the reason. */
export function presetReport(result: PresetResult, { color }: ReportOptions = { color: false }): string {
  const { bold, dim } = createColors(color);
  const { preset, title, core, object, base, rows, refused, switches, mitigations } = result;
  const against = mitigations === 'none' ? '' : `, mitigations ${mitigations}`;
  const set = Object.entries(switches).map(([id, { on, variant }]) => `${id} ${on ? 'on' : 'off'}${variant === null ? '' : ` (${variant})`}`);
  const lines = [
    ...wrap(`${preset}: ${title}`, WIDTH).map(bold),
    ...wrap(`Switches: ${set.join(', ')}.`, WIDTH),
    ...wrap(`getpgid on one ${core}${against}; programs of ${object}.`, WIDTH),
    '',
    ...table(
      COLUMNS,
      [
        ['base', whole(base.cycles), whole(base.instructions)],
        ...rows.map(({ invoker, hook, cycles, instructions, overhead, hit }) =>
          [`${hook} by ${invoker}`, whole(cycles), whole(instructions), whole(overhead.cycles), percent(hit)]),
      ],
      dim,
    ),
  ];
  if (refused.length > 0) lines.push('', ...refused.flatMap(({ invoker, hooks, why }) => wrap(`${hooks.join(', ')} by ${invoker}: ${why}`, WIDTH)));
  return `${lines.join('\n')}\n`;
}
