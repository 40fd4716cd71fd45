import { callText, costParts, entryText, nothingIn, placeText, type CostPart, type MapResult, type RunCost, type RunResult } from '@tracelab/bench';
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

/** What `tracelab run` prints. */
export function runReport(result: RunResult, { color }: { readonly color: boolean } = { color: false }): string {
  const { bold, dim } = createColors(color);
  const { object, invoker, series, core, trigger } = result.config;
  const section = (title: string, lines: readonly string[]): string[] => (lines.length > 0 ? ['', bold(title), ...shortened(lines)] : []);
  const mapSection = (map: MapResult): string[] => {
    const title = `${map.name} (${map.type})`;
    if (map.entries.length > 0) return section(title, map.entries.map((entry) => entryLine(map, entry)));
    return ['', `${bold(title)}: ${nothingIn(map)}`];
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

function programRow(program: RunResult['programs'][number]): string[] {
  const { name, runs, misses, returned } = program;
  return [name, placeText(program), String(runs), String(misses), String(returned ?? '-')];
}

function callLine(call: RunResult['calls'][number]): string {
  return `${callText(call)} = ${call.result}${call.expected === null ? '' : `, expected ${call.expected}`}`;
}

function entryLine(map: MapResult, entry: MapResult['entries'][number]): string {
  const { key, value } = entryText(map, entry);
  return key === null ? value : map.type === 'data' ? `${key} = ${value}` : `[${key}] = ${value}`;
}

function costRows(cost: RunCost): string[][] {
  const titles: Record<CostPart['part'], string> = {
    base: 'nothing attached',
    traced: `with ${tenths(cost.runs)} program runs`,
    dispatch: '  of that, dispatch',
    body: '  of that, programs',
  };
  return costParts(cost).map(({ part, cost: { cycles, instructions }, perRun }) => [
    titles[part], tenths(cycles), tenths(instructions), perRun === null ? '' : tenths(perRun),
  ]);
}
