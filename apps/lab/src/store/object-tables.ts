import { callText, costParts, entryText, type CallResult, type MapResult, type ProgramResult, type RunCost } from '@tracelab/bench';
import type { Table } from '../export/csv.js';
import type { ObjectRun } from '../worker/answer.js';

/** A program of an object, with what its runs came to where it was attached. */
export interface ProgramRow {
  readonly name: string;
  readonly section: string;
  /** BPF instructions. */
  readonly instructions: number;
  /** Undefined where it was not attached. */
  readonly result: ProgramResult | undefined;
}

export function programRows({ outline, outcome }: ObjectRun): ProgramRow[] {
  const results = outcome.ok ? outcome.value.programs : [];
  return outline.programs.map(({ name, section, instructions }) => ({ name, section, instructions, result: results.find((one) => one.name === name) }));
}

export function programTable(run: ObjectRun): Table {
  return {
    columns: ['program', 'section', 'instructions', 'functions', 'runs', 'missed', 'returned'],
    rows: programRows(run).map(({ name, section, instructions, result }) => [
      name, section, instructions, result?.functions.join(' ') ?? null, result?.runs ?? null, result?.misses ?? null, textOrNull(result?.returned),
    ]),
  };
}

export function callTable(calls: readonly CallResult[]): Table {
  return {
    columns: ['call', 'returned', 'expected'],
    rows: calls.map((call) => [callText(call), String(call.result), textOrNull(call.expected)]),
  };
}

export function mapTable(maps: readonly MapResult[]): Table {
  return {
    columns: ['map', 'type', 'key', 'value'],
    rows: maps.flatMap((map) => map.entries.map((entry) => [map.name, map.type, entryText(map, entry).key, entryText(map, entry).value])),
  };
}

export function costTable(cost: RunCost): Table {
  return {
    columns: ['part', 'cycles', 'instructions', 'cycles per run'],
    rows: costParts(cost).map(({ part, cost: { cycles, instructions }, perRun }) => [part, cycles, instructions, perRun]),
  };
}

function textOrNull(value: bigint | null | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}
