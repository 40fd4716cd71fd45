import { decode, type Machine, type TimingClass } from '@tracelab/arm64-machine';
import type { PathLength } from '../src/index.js';

/** What a path executes in one symbol; a pair is one load or store, an exclusive is an atomic. */
export interface PathCount {
  insn: number;
  ld: number;
  st: number;
  atomic: number;
}

/** Steps from where the machine stands until PC is `end` (again), and counts by symbol. */
export function countPath(machine: Machine, end: bigint, limit = 10_000): Map<string, PathCount> {
  const counts = new Map<string, PathCount>();
  for (let steps = 0; steps < limit; steps++) {
    const { pc } = machine.state;
    const symbol = machine.symbols?.at(pc)?.name ?? 'unknown';
    const count = counts.get(symbol) ?? { insn: 0, ld: 0, st: 0, atomic: 0 };
    counts.set(symbol, count);
    count.insn++;
    const kind = kindOf(Number(machine.memory.read(pc, 4)));
    if (kind) count[kind]++;
    machine.processor.step();
    if (machine.state.pc === end) return counts;
  }
  throw new Error(`0x${end.toString(16)} not reached in ${limit} instructions`);
}

function kindOf(word: number): 'ld' | 'st' | 'atomic' | undefined {
  const instruction = decode(word);
  if (!instruction) return undefined;
  const { class: timing } = instruction.row;
  const name: TimingClass = typeof timing === 'function' ? timing(instruction.fields) : timing;
  if (name.includes('exclusive') || name.startsWith('atomic')) return 'atomic';
  if (name.startsWith('load')) return 'ld';
  return name.startsWith('store') ? 'st' : undefined;
}

/** Of the rows, those that `counts` misses by more than 15 % (and by more than a half of one instruction). */
export function outside(rows: readonly PathLength[], counts: ReadonlyMap<string, PathCount>): string[] {
  return rows.flatMap(({ symbols, difference, ...published }) =>
    (['insn', 'ld', 'st', 'atomic'] as const).flatMap((column) => {
      const real = published[column];
      if (real === undefined) return [];
      const expected = real + (difference?.[column] ?? 0);
      const lab = symbols.reduce((sum, symbol) => sum + (counts.get(symbol)?.[column] ?? 0), 0);
      return Math.abs(lab - expected) <= 0.15 * expected ? [] : [`${symbols.join('+')} ${column}: ${lab}, not ${expected}`];
    }));
}
