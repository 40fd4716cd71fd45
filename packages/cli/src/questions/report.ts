import type { AnsweredQuestion, FigureTable } from '@tracelab/bench';
import { createColors } from 'picocolors';
import type { ReportOptions } from '../bench/report/index.js';
import { table, type Column } from '../bench/report/table.js';
import { wrap } from '../bench/report/wrap.js';

const WIDTH = 80;

/** What `tracelab questions` prints: a section per question, with figures, what was measured, and a sentence. */
export function questionsReport(answers: readonly AnsweredQuestion[], { color }: ReportOptions = { color: false }): string {
  const { bold, dim } = createColors(color);
  const sections = answers.map(({ number, title, measured, tables, conclusion }) => [
    ...wrap(`${number}. ${title}`, WIDTH).map(bold),
    '',
    ...wrap(`${measured}.`, WIDTH).map(dim),
    ...tables.flatMap((one) => ['', ...figures(one, dim)]),
    '',
    ...wrap(conclusion, WIDTH),
  ]);
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function figures({ heads, rows, digits = [] }: FigureTable, head: (line: string) => string): string[] {
  const columns = heads.map((text, i): Column => ({ head: text, ...(i === 0 && { align: 'left' as const }) }));
  const cells = rows.map(([about, ...values]) => [
    about,
    ...values.map((value, i) => (value === null ? '-' : value.toFixed(digits[i] ?? 0).replace(/^-(?=0(\.0*)?$)/, ''))),
  ]);
  return table(columns, cells, head);
}
