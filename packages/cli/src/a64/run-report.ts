import { CAUSES, type CpiStack, type Ending, type FunctionProfile } from '@tracelab/arm64-machine';
import { hex } from './input.js';

/** What `a64 run` found out. */
export interface RunResult {
  readonly file: string;
  readonly core: string | undefined;
  /** Undefined where it was stopped. */
  readonly ending: Ending | undefined;
  readonly instructions: number;
  readonly cycles?: number;
  readonly causes?: CpiStack;
  readonly functions?: readonly FunctionProfile[];
  /** System calls that do not exist, and how often they were made. */
  readonly missing: ReadonlyMap<string, number>;
  readonly registers?: ReadonlyMap<string, bigint>;
}

/** Functions that a table shows. */
const SHOWN = 20;

/** `ending` is the part of the text that says why a program did not exit. */
export function printRun(result: RunResult, as: 'text' | 'json' | 'ending'): string {
  switch (as) {
    case 'json':
      return `${JSON.stringify(document(result), null, 2)}\n`;
    case 'ending':
      return ending(result);
    case 'text':
      return [ending(result), missing(result), figures(result), functions(result), registers(result)].join('');
  }
}

function ending({ ending, instructions }: RunResult): string {
  if (!ending) return `tracelab: stopped after ${instructions} instructions\n`;
  return ending.kind === 'killed' ? `tracelab: ${ending.name}: ${ending.fault.message}\n` : '';
}

function missing({ missing }: RunResult): string {
  if (missing.size === 0) return '';
  const calls = [...missing].map(([name, count]) => (count === 1 ? name : `${name} (${count} times)`));
  return `tracelab: answered with ENOSYS: ${calls.join(', ')}\n`;
}

function figures({ core, instructions, cycles, causes }: RunResult): string {
  if (cycles === undefined || !causes) return `${instructions} instructions\n`;
  const shares = CAUSES.filter((cause) => causes[cause] > 0).map(
    (cause) => `${cause} ${percent(causes[cause], cycles)}`,
  );
  const perInstruction = (cycles / Math.max(instructions, 1)).toFixed(3);
  return `${instructions} instructions, ${cycles} cycles on ${core}, ${perInstruction} a piece\n${shares.join(', ')}\n`;
}

function functions({ functions, cycles, instructions }: RunResult): string {
  if (!functions) return '';
  const all = cycles ?? instructions;
  const rows = functions
    .slice(0, SHOWN)
    .map(({ name, calls, self, inclusive }) => [
      String(self.cycles),
      percent(self.cycles, all),
      String(inclusive.cycles),
      percent(inclusive.cycles, all),
      String(self.instructions),
      String(calls),
      name,
    ]);
  const unit = cycles === undefined ? 'instr.' : 'cycles';
  return columns([[unit, 'self', 'with callees', '', 'instr.', 'calls', 'function'], ...rows]);
}

function registers({ registers }: RunResult): string {
  if (!registers) return '';
  return [...registers].map(([name, value]) => `${name.padStart(6)} ${hex(value, 16)}\n`).join('');
}

/** Right-aligned, but for the last. */
function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  return rows
    .map((row) => `${row.map((cell, i) => (i === row.length - 1 ? cell : cell.padStart(widths[i]!))).join('  ')}\n`)
    .join('');
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / Math.max(whole, 1)).toFixed(1)} %`;
}

function document({ ending, missing, registers, ...rest }: RunResult) {
  return {
    format: 'tracelab.a64.run/1',
    ...rest,
    core: rest.core ?? null,
    ending: !ending
      ? { kind: 'stopped' }
      : ending.kind === 'exited'
        ? ending
        : { kind: 'killed', signal: ending.signal, name: ending.name, reason: ending.fault.message },
    missingSystemCalls: Object.fromEntries(missing),
    ...(registers && {
      registers: Object.fromEntries([...registers].map(([name, value]) => [name, `0x${hex(value, 16)}`])),
    }),
  };
}
