import { chainOf, STAGES, type PipelineRow, type PipelineTrace, type Stage, type TraceInstruction } from '../pipeline-trace.js';

/** What an instruction does until it passes a stage, as Konata's cells name it; it is fetched before all of them. */
export const KANATA_STAGES: Readonly<Record<Exclude<Stage, 'fetched'>, string>> = {
  dispatched: 'Dp',
  ready: 'Wt',
  issued: 'Is',
  completed: 'Ex',
  retired: 'Rt',
};

const RETIRED = 0;
const FLUSHED = 1;
/** A left-hand label, and one that is shown under the pointer. */
const LABEL = 0;
const DETAIL = 1;
const WAKEUP = 0;

/**
 * Kanata 0004, the log that Konata shows (github.com/shioyadan/Konata, docs/kanata-log-format.md): a line per event, its
 * fields separated by tabs, the events of a cycle after the `C` that advances to it.
 *
 * Cells: `Dp` waits for dispatch, `Wt` for operands, `Is` for a port, `Ex` executes, `Rt` waits to retire. Arrows lead from
 * the instruction whose result was waited for.
 */
export function kanata(trace: PipelineTrace): string {
  const { rows } = trace;
  const events: { readonly cycle: number; readonly line: string }[] = [];
  const say = (cycle: number, ...fields: (string | number)[]): void => void events.push({ cycle, line: fields.join('\t') });
  let retired = 0;
  rows.forEach((row, id) => {
    const { symbol, offset, address, text } = trace.instructions[row.instruction]!;
    say(row.fetched, 'I', id, id, 0);
    say(row.fetched, 'L', id, LABEL, `${address.slice(2)}: ${oneLine(text)}`);
    say(row.fetched, 'L', id, DETAIL, `${symbol}+0x${offset.toString(16)}, called as ${chainOf(trace, row.frame).join(' > ')}${waiting(row, trace)}`);
    for (const [from, to] of pairs(STAGES)) {
      if (row[from] === row[to]) continue;
      const stage = KANATA_STAGES[to as keyof typeof KANATA_STAGES];
      say(row[from], 'S', id, 0, stage);
      say(row[to], 'E', id, 0, stage);
    }
    if (row.waitedFor !== null) say(row.ready, 'W', id, row.waitedFor, WAKEUP);
    say(row.retired, 'R', id, row.faulted ? 0 : retired++, row.faulted ? FLUSHED : RETIRED);
  });
  return inOrder(events);
}

/** Stable: what an instruction does in one cycle stays in the order of its stages. */
function inOrder(events: { readonly cycle: number; readonly line: string }[]): string {
  events.sort((a, b) => a.cycle - b.cycle);
  const lines = ['Kanata\t0004'];
  let now: number | undefined;
  for (const { cycle, line } of events) {
    // Konata counts from the first cycle that it is told; ours may be before the start of the trace.
    if (now === undefined) lines.push('C=\t0');
    else if (cycle > now) lines.push(`C\t${cycle - now}`);
    now = cycle;
    lines.push(line);
  }
  return `${lines.join('\n')}\n`;
}

function waiting({ waits, waitedFor }: PipelineRow, { rows, instructions }: PipelineTrace): string {
  const parts = waits.map(({ before, cause, cycles }) => `; ${cycles} until ${before}: ${cause}`);
  if (waitedFor !== null) parts.push(`; for ${placeOf(instructions[rows[waitedFor]!.instruction]!)}`);
  return parts.join('');
}

function placeOf({ symbol, offset }: TraceInstruction): string {
  return `${symbol}+0x${offset.toString(16)}`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

function pairs<T>(list: readonly T[]): [T, T][] {
  return list.slice(1).map((to, i) => [list[i]!, to]);
}
