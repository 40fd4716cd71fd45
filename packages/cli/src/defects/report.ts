import type { Cost } from '@tracelab/bench';
import type { Defect, DefectId, Observed } from '@tracelab/bpf-trampoline';
import { createColors } from 'picocolors';
import { whole } from '../bench/report/figures.js';
import type { ReportOptions } from '../bench/report/index.js';
import { table } from '../bench/report/table.js';
import { wrap } from '../bench/report/wrap.js';

const WIDTH = 80;

/** A defect with what its scenario shows, and what a call takes with it and without. */
export interface DefectReport extends Defect {
  readonly id: DefectId;
  readonly observed: { readonly defect: Observed; readonly fixed: Observed };
  readonly costs: readonly { readonly call: string; readonly defect: Cost; readonly fixed: Cost }[];
}

/** What `tracelab defects` prints. */
export function defectsReport(defects: readonly DefectReport[], { color }: ReportOptions = { color: false }): string {
  const { bold, dim } = createColors(color);
  const sections = defects.map(({ id, title, wrong, fix, source, observed, costs }) => [
    ...wrap(`${id}: ${title}`, WIDTH).map(bold),
    ...wrap(`Wrong: ${wrong}`, WIDTH),
    ...wrap(`Fixed: ${fix}.`, WIDTH),
    ...wrap(source, WIDTH).map(dim),
    '',
    ...seen(observed, dim),
    '',
    ...table(
      [
        { head: 'cost per call', align: 'left' },
        { head: 'cycles', group: 'defect' }, { head: 'instr', group: 'defect' },
        { head: 'cycles', group: 'fixed' }, { head: 'instr', group: 'fixed' },
      ],
      costs.map(({ call, defect, fixed }) => [call, ...[defect, fixed].flatMap(({ cycles, instructions }) => [whole(cycles), whole(instructions)])]),
      dim,
    ),
  ]);
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** Side by side where they have room, else one below the other. */
function seen({ defect, fixed }: DefectReport['observed'], head: (line: string) => string): string[] {
  const rows = Object.keys({ ...defect, ...fixed }).map((what) => [what, shown(defect[what]), shown(fixed[what])] as const);
  const lines = table([{ head: 'seen', align: 'left' }, { head: 'defect' }, { head: 'fixed' }], rows, head);
  if (lines.every((line) => line.length <= WIDTH)) return lines;
  return rows.flatMap(([what, before, after]) => [head(what), ...wrap(`with it: ${before}`, WIDTH), ...wrap(`fixed: ${after}`, WIDTH)]);
}

function shown(value: Observed[string] | undefined): string {
  if (value === undefined) return '-';
  if (typeof value !== 'bigint' || (value < 2n ** 31n && value > -(2n ** 31n))) return String(value);
  return `0x${BigInt.asUintN(64, value).toString(16)}`;
}
