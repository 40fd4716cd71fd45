import { decode, type Machine, type TimingClass } from '@tracelab/arm64-machine';
import { COLUMNS, type PathColumn, type PathLength } from './path-lengths.js';

/** What a path executes in one symbol; a pair is one load or store, an exclusive or an LSE atomic is an atomic. */
export type PathCount = Record<PathColumn, number>;

/**
 * Steps from where the machine stands until PC is `end` (again), and counts by symbol, in the order in which they are
 * entered.
 *
 * @throws Error where `end` is not reached within `limit` instructions
 */
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

/** Where nothing is mapped and no symbol lies. */
const RETURN_ADDRESS = 0xffff_dead_0000_0000n;

/** Calls a function as AAPCS64 has it, up to eight integer arguments, and counts until it returns; X0 holds its result then. */
export function countCall(machine: Machine, name: string, args: readonly (bigint | number)[] = []): Map<string, PathCount> {
  const { state } = machine;
  args.forEach((arg, n) => state.setX(n, BigInt.asUintN(64, BigInt(arg))));
  state.setX(30, RETURN_ADDRESS);
  state.pc = machine.symbols!.lookup(name);
  return countPath(machine, RETURN_ADDRESS);
}

function kindOf(word: number): 'ld' | 'st' | 'atomic' | undefined {
  const instruction = decode(word);
  if (!instruction) return undefined;
  const { class: timing } = instruction.row;
  const name: TimingClass = typeof timing === 'function' ? timing(instruction.fields) : timing;
  if (name.includes('exclusive') || name.startsWith('atomic')) return 'atomic';
  if (/^(simd-)?load/.test(name)) return 'ld';
  return /^(simd-)?store/.test(name) ? 'st' : undefined;
}

/** One count of a row beside what was executed. */
export interface PathComparison {
  readonly row: PathLength;
  readonly column: PathColumn;
  /** Counted on the real kernel. */
  readonly published: number;
  /** Declared for this build. */
  readonly difference: number;
  readonly executed: number;
  /** Executed is published + difference within 15 %, or within one where that is less. */
  readonly within: boolean;
}

/** Compares every count that the rows give; a symbol that was not entered counts as 0. */
export function comparePaths(rows: readonly PathLength[], counts: ReadonlyMap<string, PathCount>): PathComparison[] {
  return rows.flatMap((row) =>
    COLUMNS.flatMap((column): PathComparison[] => {
      const published = row[column];
      if (published === undefined) return [];
      const difference = row.difference?.[column] ?? 0;
      const expected = published + difference;
      const executed = row.symbols.reduce((sum, symbol) => sum + (counts.get(symbol)?.[column] ?? 0), 0);
      const within = Math.abs(executed - expected) <= Math.max(1, 0.15 * expected);
      return [{ row, column, published, difference, executed, within }];
    }));
}

/** Of the rows, what is not within bounds, a line each: for a test to expect none. */
export function outside(rows: readonly PathLength[], counts: ReadonlyMap<string, PathCount>): string[] {
  return comparePaths(rows, counts)
    .filter(({ within }) => !within)
    .map(({ row, column, published, difference, executed }) => `${row.symbols.join('+')} ${column}: ${executed}, not ${published + difference}`);
}
