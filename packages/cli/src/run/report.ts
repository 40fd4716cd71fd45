import type { MapResult, RunCost, RunResult } from '@tracelab/bench';
import { printValue } from '@tracelab/bpf';
import { createColors } from 'picocolors';
import { tenths } from '../bench/report/figures.js';
import { table, type Column } from '../bench/report/table.js';

const PROGRAMS: readonly Column[] = [
  { head: 'program', align: 'left' },
  { head: 'on', align: 'left' },
  { head: 'runs' },
  { head: 'missed' },
  { head: 'returned' },
];

const COSTS: readonly Column[] = [{ head: 'a pass of the trigger', align: 'left' }, { head: 'cycles' }, { head: 'instr' }, { head: 'cycles per run' }];

/** Lines of one kind that are shown; the rest is counted. */
const MOST_LINES = 40;

/** What `tracelab run` prints. */
export function runReport(result: RunResult, { color }: { readonly color: boolean } = { color: false }): string {
  const { bold, dim } = createColors(color);
  const { object, invoker, series, core, trigger } = result.config;
  const section = (title: string, lines: readonly string[]): string[] => (lines.length > 0 ? ['', bold(title), ...shortened(lines)] : []);
  const lines = [
    `${object}: ${trigger}, programs called by ${invoker}, series ${series.join(', ') || 'none'}, on ${core}`,
    '',
    ...table(PROGRAMS, result.programs.map(programRow), dim),
    ...section('calls', result.calls.map(callLine)),
    ...result.maps.flatMap((map) => section(`${map.name} (${map.type})`, map.entries.map((entry) => entryLine(map, entry)))),
    ...section('trace_printk', result.trace),
    '',
    ...table(COSTS, costRows(result.cost), dim),
    ...(result.cost.period === undefined ? [dim('The cost never came to repeat: means of the last passes.')] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function shortened(lines: readonly string[]): string[] {
  const shown = lines.slice(0, MOST_LINES).map((line) => `  ${line}`);
  return lines.length > MOST_LINES ? [...shown, `  … and ${lines.length - MOST_LINES} more`] : shown;
}

function programRow({ name, section, functions, runs, misses, returned }: RunResult['programs'][number]): string[] {
  const [type] = section.replace(/^\?/, '').split('/');
  return [name, `${type} ${functions.length > 3 ? `${functions.length} functions` : functions.join(', ')}`, String(runs), String(misses), String(returned ?? '-')];
}

function callLine({ function: name, arguments: args, result, expected }: RunResult['calls'][number]): string {
  return `${name}(${args.join(', ')}) = ${result}${expected === null ? '' : `, expected ${expected}`}`;
}

function entryLine({ type }: MapResult, { key, value }: MapResult['entries'][number]): string {
  switch (type) {
    case 'data':
      return `${String(key)} = ${printValue(value)}`;
    case 'ringbuf':
      return printValue(value);
    default:
      return `[${printValue(key)}] = ${printValue(value)}`;
  }
}

function costRows({ base, traced, body, dispatch, runs }: RunCost): string[][] {
  const row = (title: string, { cycles, instructions }: RunCost['base'], perRun: boolean): string[] => [
    title, tenths(cycles), tenths(instructions), perRun && runs > 0 ? tenths(cycles / runs) : '',
  ];
  return [
    row('nothing attached', base, false),
    row(`with ${tenths(runs)} program runs`, traced, false),
    row('  of that, dispatch', dispatch, true),
    row('  of that, programs', body, true),
  ];
}
