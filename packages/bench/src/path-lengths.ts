import { bpfPathLengths, type BpfObject } from '@tracelab/bpf';
import { directPathLengths, enterExitPathLengths, fprobeCallbackPathLengths } from '@tracelab/bpf-trampoline';
import { skipHookPathLengths } from '@tracelab/fprobe';
import { ftraceRegsPathLengths, ptRegsPathLengths } from '@tracelab/ftrace-regs';
import {
  baseLoop, basePathLengths, COLUMNS, comparePaths, countPath, debugPathLengths, migratePathLengths, tracedLoop, type PathComparison,
  type PathCount, type PathLength,
} from '@tracelab/kernel';
import { kprobePathLengths } from '@tracelab/kprobe';
import { callOpsPathLengths, ftraceCorePathLengths } from '@tracelab/ops-direct';
import { freelistPathLengths, rethookPathLengths } from '@tracelab/rethook';
import { prepare } from './measure.js';
import { POINTS } from './published.js';

const traced = [...basePathLengths, ...migratePathLengths, ...bpfPathLengths];
const fprobe = [...traced, ...ftraceCorePathLengths, ...fprobeCallbackPathLengths, ...enterExitPathLengths, ...freelistPathLengths];
/** Of the two trampolines with a full pt_regs, the one for an ops that wants registers, as every fprobe does. */
const withRegs = ptRegsPathLengths.filter(({ symbols }) => symbols[0] === 'ftrace_regs_caller');

/** Points of the space and the published lengths of what one iteration runs through there. */
export const PATHS = {
  base: basePathLengths,
  kprobe: sum([...traced, ...kprobePathLengths, ...twice(debugPathLengths)]),
  direct: [...traced, ...enterExitPathLengths, ...directPathLengths],
  fprobeNone: [...fprobe, ...withRegs, ...rethookPathLengths],
  fprobeXu: [...fprobe, ...ftraceRegsPathLengths, ...skipHookPathLengths],
  fprobePosted: [...fprobe.filter((row) => !ftraceCorePathLengths.includes(row)), ...callOpsPathLengths, ...skipHookPathLengths],
} as const satisfies Partial<Record<keyof typeof POINTS, readonly PathLength[]>>;

/** What one iteration executes at a point, beside what was counted on real kernels. */
export interface PathReport {
  readonly compared: readonly PathComparison[];
  /** Symbols that no publication counted. */
  readonly uncounted: ReadonlyMap<string, PathCount>;
}

/** Instructions do not depend on the core; iterations before the counted one are for code that patches itself once. */
export function comparePathsAt(point: keyof typeof PATHS, object: BpfObject, core = 'cortex-a72'): PathReport {
  const { kernel, iterate } = prepare({ ...POINTS[point], core }, object);
  for (let warmUp = 0; warmUp < 8; warmUp++) iterate();
  const { iteration } = point === 'base' ? baseLoop : tracedLoop;
  const counts = countPath(kernel.machine, kernel.symbols.lookup(iteration));
  const rows: readonly PathLength[] = PATHS[point];
  const named = new Set(rows.flatMap(({ symbols }) => symbols));
  return {
    compared: comparePaths(rows, counts),
    uncounted: new Map([...counts].filter(([symbol]) => !named.has(symbol))),
  };
}

/**
 * The report as text, a line per row: instructions/loads/stores/atomics as published, the declared difference, what is
 * expected, what was executed; `-` where nothing was published.
 */
export function printPaths({ compared, uncounted }: PathReport): string {
  const rows = [...new Set(compared.map(({ row }) => row))];
  const lines = rows.map((row) => {
    const of = (value: (one: PathComparison) => number): string =>
      COLUMNS.map((column) => {
        const one = compared.find((candidate) => candidate.row === row && candidate.column === column);
        return one ? value(one) : '-';
      }).join('/');
    const { symbols, difference, source } = row;
    return [
      symbols.length > 2 ? `${symbols[0]}, …` : symbols.join('+'),
      of(({ published }) => published),
      difference ? of((one) => one.difference) : '',
      of((one) => one.published + one.difference),
      of(({ executed }) => executed),
      difference ? `${source}; ${difference.why}` : source,
    ];
  });
  const others = [...uncounted].map(([symbol, count]) => [symbol, '', '', '', COLUMNS.map((column) => count[column]).join('/'), 'not counted on a real kernel']);
  return align([['symbol', 'published', 'difference', 'expected', 'executed', 'source; why it differs'], ...lines, ...others]);
}

function align(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ').trimEnd()).join('\n');
}

/** A kprobe hit takes two exceptions. */
function twice(rows: readonly PathLength[]): PathLength[] {
  return rows.map((row) => add(row, row));
}

/** Rows of the same symbols, as one: the exception vectors serve the system call and the breakpoints. */
function sum(rows: readonly PathLength[]): PathLength[] {
  const bySymbols = new Map<string, PathLength>();
  for (const row of rows) {
    const key = row.symbols.join();
    const before = bySymbols.get(key);
    bySymbols.set(key, before ? add(before, row) : row);
  }
  return [...bySymbols.values()];
}

function add(a: PathLength, b: PathLength): PathLength {
  const columns = (x: Partial<PathCount>, y: Partial<PathCount>): Partial<PathCount> => {
    const given = COLUMNS.filter((column) => x[column] !== undefined || y[column] !== undefined);
    return Object.fromEntries(given.map((column) => [column, (x[column] ?? 0) + (y[column] ?? 0)]));
  };
  const why = [...new Set([a, b].flatMap(({ difference }) => difference?.why ?? []))].join('; ');
  return {
    symbols: a.symbols,
    source: [...new Set([a.source, b.source])].join('; '),
    ...columns(a, b),
    ...(why && { difference: { ...columns(a.difference ?? {}, b.difference ?? {}), why } }),
  };
}
