import type { CallTree, ExplainedSymbol, Explanation, LineCost, Spent } from '@tracelab/bench';
import { createColors } from 'picocolors';
import { cost, percent, ratio } from '../bench/report/figures.js';
import type { ReportOptions } from '../bench/report/index.js';
import { table, type Column } from '../bench/report/table.js';
import { wrap } from '../bench/report/wrap.js';
import { causeText, shortened } from './causes.js';

const WIDTH = 80;

type Colors = ReturnType<typeof createColors>;

/** What `tracelab explain` prints: callers and callees, functions, and the instructions of those that are named. */
export function explainReport(explained: Explanation, annotated: readonly string[], { color }: ReportOptions = { color: false }): string {
  const colors = createColors(color);
  const { bold, dim } = colors;
  const lines = [
    ...wrap(`${headline(explained)}.`, WIDTH),
    ...wrap(`${causeText(explained.causes, 1000)}.`, WIDTH).map(dim),
    ...(explained.settled ? [] : [dim(`${explained.config.cores === undefined ? 'It never settled' : 'Cores that meet never repeat'}: the mean of ${explained.iterations} iterations.`)]),
    '',
    bold('1. Callers and callees'),
    '',
    ...tree(explained, colors),
    '',
    bold('2. Functions'),
    '',
    ...functions(explained, colors),
    '',
    bold('3. Instructions'),
    ...annotated.flatMap((name) => ['', ...annotation(explained.symbols.find((one) => one.name === name)!, explained, colors)]),
  ];
  return `${lines.join('\n')}\n`;
}

export function headline({ id, config, cycles, instructions }: Pick<Explanation, 'id' | 'config' | keyof Spent>): string {
  const { core, cores = 1, mitigations = 'none' } = config;
  const against = mitigations === 'none' ? '' : `, mitigations ${mitigations}`;
  return `${id} on one ${cores === 1 ? '' : `of ${cores} `}${core}${against}: ${cost(cycles)} cycles and ${cost(instructions)} instructions per iteration, ${perCycle({ cycles, instructions })} a cycle`;
}

const FIGURES: readonly Column[] = [{ head: 'cycles' }, { head: '%', gap: 1 }, { head: 'self' }, { head: 'instr' }, { head: 'IPC' }];

/** One blank a level, so that the deepest chains fit. */
function tree({ calls, cycles }: Explanation, { dim }: Colors): string[] {
  const shown: { readonly node: CallTree; readonly depth: number; readonly figures: string[] }[] = [];
  const visit = (node: CallTree, depth: number): void => {
    const { self, inclusive, children } = node;
    const figures = [cost(inclusive.cycles), percent(inclusive.cycles / cycles), cost(self.cycles), cost(inclusive.instructions), perCycle(inclusive)];
    shown.push({ node, depth, figures });
    for (const child of children) visit(child, depth + 1);
  };
  for (const root of calls) visit(root, 0);
  const widths = FIGURES.map(({ head, gap = 2 }, i) => gap + Math.max(head.length, ...shown.map(({ figures }) => figures[i]!.length)));
  const left = WIDTH - widths.reduce((sum, width) => sum + width, 0);
  const rows = shown.map(({ node, depth, figures }) => [...figures, labelOf(node, depth, left)]);
  return table([...FIGURES, { head: 'function [what its own cycles wait for]', align: 'left' }], rows, dim);
}

/** A function's name and, where there is room to say so, what its own cycles wait for most. */
function labelOf({ name, calls, self }: CallTree, depth: number, width: number): string {
  const often = calls === 1 || depth === 0 ? '' : ` (${cost(calls)} times)`;
  const label = `${' '.repeat(depth)}${shortened(name, width - depth - often.length)}${often}`;
  const { base: _working, ...waits } = self.causes;
  const waitText = `  [${causeText(waits, width - label.length - 4)}]`;
  return waitText === '  []' || label.length + waitText.length > width ? label : label + waitText;
}

function functions({ symbols, cycles }: Explanation, { dim }: Colors): string[] {
  const columns: Column[] = [
    { head: 'self' },
    { head: '%', gap: 1 },
    { head: 'with calls', gap: 1 },
    { head: 'instr', gap: 1 },
    { head: 'IPC', gap: 1 },
    { head: 'function', align: 'left' },
    { head: 'its cycles', align: 'left' },
  ];
  const rows = symbols.map(({ name, self, inclusive }) => [
    cost(self.cycles),
    percent(self.cycles / cycles),
    cost(inclusive.cycles),
    cost(self.instructions),
    perCycle(self),
    shortened(name, 22),
    causeText(self.causes, 22),
  ]);
  return table(columns, rows, dim);
}

/** What the other columns leave of a line. */
const CAUSES_WIDTH = 22;

const LINES: readonly Column[] = [
  { head: 'cycles' },
  { head: 'times', gap: 1 },
  { head: 'offset', gap: 1 },
  { head: 'instruction', align: 'left' },
  { head: 'what they are', align: 'left' },
];

function annotation({ name, self, calls, lines }: ExplainedSymbol, { cycles }: Explanation, { bold, dim, red, yellow }: Colors): string[] {
  const share = percent(self.cycles / cycles);
  const often = calls === 1 ? 'once' : `${cost(calls)} times`;
  const shown = lines.flatMap((line, i): (LineCost | undefined)[] => (i > 0 && line.offset !== lines[i - 1]!.offset + 4 ? [undefined, line] : [line]));
  const texts = table(LINES, shown.map((line) => (line ? cells(line, name) : ['', '', '...'])));
  const paint = (line: LineCost | undefined): ((text: string) => string) => {
    if (!line || line.cycles === 0) return dim;
    const part = line.cycles / cycles;
    return part >= 0.02 ? red : part >= 0.005 ? yellow : (text) => text;
  };
  return [bold(`${name}: ${cost(self.cycles)} cycles (${share} %), entered ${often}`), dim(texts[0]), ...texts.slice(1).map((text, i) => paint(shown[i])(text))];
}

function cells({ cycles, instructions, offset, text, causes, waitedFor }: LineCost, symbol: string): string[] {
  const source = waitedFor === null ? '' : ` < ${waitedFor.startsWith(`${symbol}+`) ? waitedFor.slice(symbol.length) : waitedFor}`;
  const what = cycles === 0 ? '' : causeText(causes, CAUSES_WIDTH);
  const instruction = shortened(text.replace(`${symbol}+`, '+'), 34);
  return [
    cycles === 0 ? '.' : cost(cycles),
    instructions === 1 ? '' : cost(instructions),
    `+0x${offset.toString(16)}`,
    instruction,
    what.length + source.length <= CAUSES_WIDTH && what !== '' ? what + source : what,
  ];
}

function perCycle({ cycles, instructions }: Pick<Spent, 'cycles' | 'instructions'>): string {
  return cycles === 0 ? '' : ratio(instructions / cycles);
}
