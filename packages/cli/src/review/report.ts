import { BENCH_HOOKS, OTHERS, type Hook, type PathChange, type Review, type SymbolChange } from '@tracelab/bench';
import { createColors } from 'picocolors';
import { cost, percent, whole } from '../bench/report/figures.js';
import type { ReportOptions } from '../bench/report/index.js';
import { table, type Column } from '../bench/report/table.js';
import { wrap } from '../bench/report/wrap.js';
import { unified, type Colors } from './unified.js';

const WIDTH = 100;

/** What `tracelab review` prints: the symbols that change, their diffs, then a call's way through them. */
export function reviewReport(review: Review, { color }: ReportOptions = { color: false }): string {
  const colors = createColors(color);
  const { title, upstream, config } = review;
  const lines = [
    ...wrap(`${config.package}: ${title} (${upstream}).`, WIDTH),
    '',
    ...summary(review, colors),
    '',
    ...review.symbols.filter(({ kind }) => kind === 'code').flatMap((symbol) => [...diff(symbol, colors), '']),
    ...wrap(
      `A call traced through fprobe, on ${config.core}: off -> on, "-" where it does not pass, blank where nothing changes.`,
      WIDTH,
    ),
    ...BENCH_HOOKS.flatMap((hook) => [
      '',
      ...path(
        hook,
        review.paths.filter((one) => one.hook === hook),
        colors,
      ),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

function summary({ symbols, patchableEntry: { functions, before, after } }: Review, { dim }: Colors): string[] {
  const columns: Column[] = [
    { head: 'symbol', align: 'left' },
    { head: '', align: 'left' },
    { head: 'off', group: 'bytes', gap: 3 },
    { head: 'on', group: 'bytes' },
    { head: '-', group: 'instructions', gap: 3 },
    { head: '+', group: 'instructions' },
  ];
  const rows = symbols.map(({ name, kind, bytes, lines }) => {
    const count = (sign: string): string => whole(lines.filter(({ change }) => change === sign).length);
    const size = (of: number | null): string => (of === null ? '-' : whole(of));
    return [name, kind, size(bytes.before), size(bytes.after), ...(kind === 'code' ? [count('-'), count('+')] : [])];
  });
  const entry =
    before === after
      ? []
      : [
          '',
          ...wrap(`In front of each of ${functions} traceable functions: ${before} -> ${after} bytes of NOPs.`, WIDTH),
        ];
  return [...table(columns, rows, dim), ...entry];
}

function diff(symbol: SymbolChange, colors: Colors): string[] {
  const file = (side: 'before' | 'after', variant: string): string =>
    symbol.bytes[side] === null ? '/dev/null' : `${variant}/${symbol.name}`;
  return unified(symbol, { before: file('before', 'off'), after: file('after', 'on') }, colors);
}

function path(hook: Hook, paths: readonly PathChange[], { dim }: Colors): string[] {
  const columns: Column[] = [
    { head: hook, align: 'left' },
    ...paths.flatMap(({ others }): Column[] => [
      { head: 'instr', group: `others ${others}`, gap: 3 },
      { head: 'cycles', group: `others ${others}` },
    ]),
  ];
  const names = [...new Set(paths.flatMap(({ symbols }) => symbols.map(({ name }) => name)))];
  const rows = names.map((name) => [
    name,
    ...paths.flatMap(({ symbols }) => {
      const one = symbols.find((symbol) => symbol.name === name);
      return [
        change(one?.before?.instructions, one?.after?.instructions),
        change(one?.before?.cycles, one?.after?.cycles),
      ];
    }),
  ]);
  const total = paths.flatMap(({ before, after }) => [
    change(before.instructions, after.instructions),
    change(before.cycles, after.cycles),
  ]);
  return [
    ...table(columns, [...rows, ['the whole iteration', ...total]], dim),
    '',
    ...wrap(conclusion(hook, paths), WIDTH),
  ];
}

function conclusion(hook: Hook, paths: readonly PathChange[]): string {
  const parts = OTHERS.flatMap((others) => paths.filter((one) => one.others === others)).map(
    ({ others, before, after }) => {
      const saved = before.cycles - after.cycles;
      const what = `${cost(Math.abs(saved))} of ${cost(before.cycles)} cycles (${percent(Math.abs(saved) / before.cycles)} %)`;
      return `${saved < 0 ? 'costs' : 'saves'} ${what} with the others ${others}`;
    },
  );
  return `${hook}: ${parts.join(', ')}.`;
}

function change(before: number | undefined, after: number | undefined): string {
  if (before === undefined && after === undefined) return '';
  const of = (value: number | undefined): string => (value === undefined ? '-' : cost(value));
  return `${of(before)} -> ${of(after)}`;
}
