import type { CodeDifference, Difference, Side, SymbolDifference } from '@tracelab/bench';
import { createColors } from 'picocolors';
import { cost, signedCost, signedPercent } from '../bench/report/figures.js';
import type { ReportOptions } from '../bench/report/index.js';
import { table, type Column } from '../bench/report/table.js';
import { wrap } from '../bench/report/wrap.js';
import { causeText, shortened } from '../explain/causes.js';
import { headline } from '../explain/report.js';
import { unified, type Colors } from '../review/unified.js';

const WIDTH = 80;

/**
 * What `tracelab diff` prints: `limit` functions, those that changed most first, and their code where both have it; code
 * that differs and costs the same as well.
 */
export function diffReport(difference: Difference, limit: number, { color }: ReportOptions = { color: false }): string {
  const colors = createColors(color);
  const { before, after, change } = difference;
  const changed = difference.symbols.filter((one) => one.change.cycles !== 0 || one.change.instructions !== 0);
  const shown = changed.slice(0, limit);
  const hidden = new Set(changed.slice(limit).map(({ name }) => name));
  const code = difference.code.filter(({ name }) => !hidden.has(name));
  const lines = [
    ...side('A', before),
    ...side('B', after),
    `${signedCost(change.cycles) || 'no'} cycles (${signedPercent(change.cycles / before.cycles)}), ${signedCost(change.instructions) || 'no'} instructions`,
    '',
    ...(shown.length === 0 ? [`Every function costs the same${code.length === 0 ? ', and is the same code' : ''}.`] : functions(shown, colors)),
    ...(changed.length > shown.length ? [colors.dim(`${changed.length - shown.length} more: --limit ${changed.length}`)] : []),
    ...code.filter(isOnBoth).flatMap((one) => ['', ...unified(one, { before: `A/${one.name}`, after: `B/${one.name}` }, colors)]),
    ...alone('A', code.filter((one) => !has(one, 'after'))),
    ...alone('B', code.filter((one) => !has(one, 'before'))),
  ];
  return `${lines.join('\n')}\n`;
}

function side(letter: string, { id, config, cycles, instructions, causes }: Side): string[] {
  return wrap(`${letter}: ${headline({ id, config, cycles, instructions, causes })}`, WIDTH);
}

function functions(symbols: readonly SymbolDifference[], { dim, green, red }: Colors): string[] {
  const columns: Column[] = [
    { head: 'A', group: 'cycles' },
    { head: 'B', group: 'cycles', gap: 1 },
    { head: '+-', group: 'cycles', gap: 1 },
    { head: 'A', group: 'instr' },
    { head: 'B', group: 'instr', gap: 1 },
    { head: 'function', align: 'left' },
    { head: 'its cycles', align: 'left' },
  ];
  const of = (value: number | undefined): string => (value === undefined ? '-' : cost(value));
  const rows = symbols.map(({ name, before, after, change, causes }) => [
    of(before?.cycles),
    of(after?.cycles),
    signedCost(change.cycles),
    of(before?.instructions),
    of(after?.instructions),
    shortened(name, 26),
    causeText(causes, 22, signedCost),
  ]);
  const lines = table(columns, rows, dim);
  const heads = lines.length - rows.length;
  const paint = ({ change }: SymbolDifference): ((text: string) => string) => (change.cycles > 0 ? red : change.cycles < 0 ? green : (text) => text);
  return lines.map((line, i) => (i < heads ? line : paint(symbols[i - heads]!)(line)));
}

function has({ lines }: CodeDifference, which: 'before' | 'after'): boolean {
  return lines.some((line) => line[which] !== null);
}

function isOnBoth(code: CodeDifference): boolean {
  return has(code, 'before') && has(code, 'after');
}

/** Functions that the other kernel does not have. */
function alone(letter: string, code: readonly CodeDifference[]): string[] {
  if (code.length === 0) return [];
  const names = code.map(({ name, lines }) => `${name} (${lines.length} instructions)`);
  return ['', ...wrap(`In ${letter} alone: ${names.join(', ')}.`, WIDTH)];
}
