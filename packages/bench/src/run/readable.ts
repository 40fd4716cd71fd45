import { printValue } from '@tracelab/bpf';
import type { Cost } from '../result.js';
import type { CallResult, MapResult, ProgramResult, RunCost } from './result.js';

/** A call as C has it: `bpf_fentry_test2(2, 3)`. */
export function callText({ function: name, arguments: args }: CallResult): string {
  return `${name}(${args.join(', ')})`;
}

/** An element of a map as text; the key is null where it says nothing, as of records of a ring buffer. */
export function entryText({ type }: MapResult, { key, value }: MapResult['entries'][number]): { readonly key: string | null; readonly value: string } {
  return { key: type === 'ringbuf' ? null : type === 'data' ? String(key) : printValue(key), value: printValue(value) };
}

/** Maps of which the elements are there from the start. */
const ZEROED: readonly string[] = ['array', 'percpu_array'];

/** What a map without entries is. */
export function nothingIn({ type }: MapResult): string {
  return ZEROED.includes(type) ? 'all zero' : 'empty';
}

const MOST_NAMES = 30;

/** Where a program is: `fentry bpf_fentry_test1`; many functions by their number. */
export function placeText({ section, functions }: ProgramResult): string {
  const [type] = section.replace(/^\?/, '').split('/');
  const names = functions.join(', ');
  return `${type} ${functions.length > 1 && names.length > MOST_NAMES ? `${functions.length} functions` : names}`;
}

/** A part of what a pass of the trigger costs. */
export interface CostPart {
  readonly part: 'base' | 'traced' | 'dispatch' | 'body';
  readonly cost: Cost;
  /** Cycles for each run of a program; null where that makes no sense, or none ran. */
  readonly perRun: number | null;
}

/** In the order of reports: without programs, with them, and what the difference goes to. */
export function costParts({ base, traced, dispatch, body, runs }: RunCost): CostPart[] {
  const perRun = ({ cycles }: Cost): number | null => (runs > 0 ? cycles / runs : null);
  return [
    { part: 'base', cost: base, perRun: null },
    { part: 'traced', cost: traced, perRun: null },
    { part: 'dispatch', cost: dispatch, perRun: perRun(dispatch) },
    { part: 'body', cost: body, perRun: perRun(body) },
  ];
}

/** For JSON.stringify(): JSON has no bigints; a number where a double holds it, else text. */
export function withoutBigints(_key: string, value: unknown): unknown {
  if (typeof value !== 'bigint') return value;
  return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
}
