import type { PipelineTrace, TraceInstruction } from '@tracelab/arm64-machine';
import { entries } from './call-trees.js';
import type { LineCost, ExplainedSymbol } from './explanation.js';
import { Spending } from './spending.js';

/** The functions of a trace by name, each with its instructions, per iteration. */
export function symbolCosts(trace: PipelineTrace): ExplainedSymbol[] {
  const iterations = trace.iterations.length;
  const { frames, rows } = trace;
  const calls = new Map<string, number>();
  entries(trace).forEach((count, frame) => increase(calls, frames[frame]!.name, count));
  const self = new Map<string, Spending>();
  const inclusive = new Map<string, Spending>();
  const named = frames.map((_, frame) => namesOf(trace, frame));
  for (const row of rows) {
    spendingOf(self, frames[row.frame]!.name).add(row);
    for (const name of named[row.frame]!) spendingOf(inclusive, name).add(row);
  }
  const lines = linesBySymbol(trace);
  return [...self]
    .map(([name, own]): ExplainedSymbol => ({
      name,
      calls: (calls.get(name) ?? 0) / iterations,
      self: own.per(iterations),
      inclusive: inclusive.get(name)!.per(iterations),
      lines: lines.get(name) ?? [],
    }))
    .sort((a, b) => b.self.cycles - a.self.cycles || (a.name < b.name ? -1 : 1));
}

function linesBySymbol({ instructions, rows, iterations }: PipelineTrace): Map<string, LineCost[]> {
  const spent = instructions.map(() => new Spending());
  const waits = instructions.map(() => new Map<string, number>());
  for (const row of rows) {
    spent[row.instruction]!.add(row);
    // Only where it held up retirement: a wait in the shadow of another costs nothing.
    if (row.waitedFor === null || row.cycles === 0) continue;
    const made = instructions[rows[row.waitedFor]!.instruction]!;
    increase(waits[row.instruction]!, `${made.symbol}+0x${made.offset.toString(16)}`, row.cycles);
  }
  const bySymbol = new Map<string, LineCost[]>();
  instructions.forEach(({ symbol, offset, address, text }, i) => {
    const line = { offset, address, text, ...spent[i]!.per(iterations.length), waitedFor: largest(waits[i]!) };
    bySymbol.set(symbol, [...(bySymbol.get(symbol) ?? []), line]);
  });
  for (const lines of bySymbol.values()) lines.sort((a, b) => a.offset - b.offset);
  return bySymbol;
}

/** The functions that a frame's cycles belong to, each once. */
function namesOf({ frames }: PipelineTrace, frame: number): ReadonlySet<string> {
  const names = new Set<string>();
  for (let at: number | null = frame; at !== null; at = frames[at]!.caller) names.add(frames[at]!.name);
  return names;
}

function spendingOf(map: Map<string, Spending>, name: string): Spending {
  let spending = map.get(name);
  if (!spending) map.set(name, (spending = new Spending()));
  return spending;
}

function increase(map: Map<string, number>, key: string, by: number): void {
  map.set(key, (map.get(key) ?? 0) + by);
}

function largest(map: ReadonlyMap<TraceInstruction['symbol'], number>): string | null {
  let most: [string, number] | undefined;
  for (const one of map) if (!most || one[1] > most[1]) most = one;
  return most?.[0] ?? null;
}
