import type { MapResult, RunCost, RunResult } from '@tracelab/bench';
import { printValue } from '@tracelab/bpf';
import { createColors } from 'picocolors';
import { tenths } from '../bench/report/figures.js';
import { table, type Column } from '../bench/report/table.js';
import { wrap } from '../bench/report/wrap.js';

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
/** And of one value that is longer than a line. */
const MOST_OF_ONE = 3;
const WIDTH = 80;

/** Maps of which the elements are there from the start. */
const ZEROED: readonly string[] = ['array', 'percpu_array'];

/** What `tracelab run` prints. */
export function runReport(result: RunResult, { color }: { readonly color: boolean } = { color: false }): string {
  const { bold, dim } = createColors(color);
  const { object, invoker, series, core, trigger } = result.config;
  const section = (title: string, lines: readonly string[]): string[] => (lines.length > 0 ? ['', bold(title), ...shortened(lines)] : []);
  const mapSection = (map: MapResult): string[] => {
    const title = `${map.name} (${map.type})`;
    if (map.entries.length > 0) return section(title, map.entries.map((entry) => entryLine(map, entry)));
    return ['', `${bold(title)}: ${ZEROED.includes(map.type) ? 'all zero' : 'empty'}`];
  };
  const lines = [
    ...wrap(`${object}: ${trigger}, programs called by ${invoker},`, WIDTH),
    ...indented(`series ${series.join(', ') || 'none'}, on ${core}`),
    '',
    ...table(PROGRAMS, result.programs.map(programRow), dim),
    ...section('calls', result.calls.map(callLine)),
    ...result.maps.flatMap((map) => mapSection(map)),
    ...section('trace_printk', result.trace),
    '',
    ...table(COSTS, costRows(result.cost), dim),
    ...(result.cost.period === undefined ? [dim('The cost never came to repeat: means of the last passes.')] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function shortened(lines: readonly string[]): string[] {
  const shown = lines.slice(0, MOST_LINES).flatMap(indented);
  return lines.length > MOST_LINES ? [...shown, `  … and ${lines.length - MOST_LINES} more`] : shown;
}

/** One line or a few, the further ones further in; what is left out is counted. */
function indented(text: string): string[] {
  const room = WIDTH - 4;
  const pieces = text.split(' ').flatMap((word) => word.match(new RegExp(`.{1,${room}}`, 'gsu')) ?? ['']).join(' ');
  const lines = wrap(pieces, room);
  const shown = lines.slice(0, MOST_OF_ONE).map((line, i) => `${i === 0 ? '  ' : '    '}${line}`);
  const rest = lines.slice(MOST_OF_ONE).join(' ').length;
  return rest > 0 ? [...shown, `    … and ${rest} more characters`] : shown;
}

function programRow({ name, section, functions, runs, misses, returned }: RunResult['programs'][number]): string[] {
  const [type] = section.replace(/^\?/, '').split('/');
  return [name, `${type} ${functions.length > 1 && functions.join(', ').length > 30 ? `${functions.length} functions` : functions.join(', ')}`, String(runs), String(misses), String(returned ?? '-')];
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
