import {
  configurationId, BENCH_HOOKS, ROWS, SERIES_IDS, type ConstantEffect, type BenchHook, type Point, type Ranking, type SensitivityResult, type Trial,
} from '@tracelab/bench';
import { createColors } from 'picocolors';
import type { ReportOptions } from '../bench/report/index.js';
import { table, type Column } from '../bench/report/table.js';
import { wrap } from '../bench/report/wrap.js';

const WIDTH = 100;

/** One column of moves: a figure of a trial, and what its nominal value is. */
interface Figure {
  readonly head: string;
  readonly group: string;
  readonly of: (trial: Omit<Trial, 'value'>) => number;
}

/** What `tracelab sensitivity` prints: `limit` constants, those with most effect first. */
export function sensitivityReport(result: SensitivityResult, limit: number, { color }: ReportOptions = { color: false }): string {
  const { bold, dim } = createColors(color);
  const { config, nominal, constants } = result;
  const shown = constants.slice(0, limit);
  const left = constants.length - shown.length;
  const overheads = [base, ...BENCH_HOOKS.flatMap(overheadsAt)];
  const shares = BENCH_HOOKS.flatMap(sharesAt);
  const percent = (figure: Figure, trial: Trial): number => 100 * (figure.of(trial) / figure.of(nominal) - 1);
  const points = (figure: Figure, trial: Trial): number => 100 * (figure.of(trial) - figure.of(nominal));
  const lines = [
    ...wrap(
      `${config.core}: every constant varied by ${100 * config.range} %, at least by 1; sizes that are powers of two halved and doubled. ` +
        'The larger move either way; + where the figure grows with the constant. A dot is less than 0.05.',
      WIDTH,
    ),
    '',
    bold('1. Overhead, moves in percent of it'),
    '',
    ...moves(overheads, shown, percent, dim),
    ...(left > 0 ? ['', dim(`${left} more constants: --limit ${constants.length}`)] : []),
    '',
    bold('2. Share of what all series save, moves in percentage points'),
    '',
    ...moves(shares, shown, points, dim),
    '',
    bold('3. Ranking of the series'),
    '',
    ...result.rankings.flatMap(rankingLines),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

const base: Figure = { head: 'base', group: '', of: (trial) => trial.base };

function overheadsAt(hook: BenchHook): Figure[] {
  return Object.entries<Point>(ROWS[hook]).map(([head, point]) => {
    const id = configurationId(point);
    return { head, group: hook, of: ({ overheads }) => overheads[id]! };
  });
}

function sharesAt(hook: BenchHook): Figure[] {
  return SERIES_IDS.map((series, i) => ({ head: series, group: hook, of: ({ shares }) => shares[hook][i]!.share }));
}

type Move = (figure: Figure, trial: Trial) => number;

function moves(figures: readonly Figure[], constants: readonly ConstantEffect[], move: Move, head: (line: string) => string): string[] {
  const columns: Column[] = [
    { head: 'constant', align: 'left' },
    { head: 'value' },
    ...figures.map(({ head: name, group }) => ({ head: name, group, gap: 1 })),
  ];
  const rows = constants.map((constant) => [
    shortened(constant),
    String(constant.value),
    ...figures.map((figure) => signed(largest(constant, (trial) => move(figure, trial)))),
  ]);
  return table(columns, rows, head);
}

/** The largest move, positive where the figure grows with the constant. */
function largest({ value, trials }: ConstantEffect, move: (trial: Trial) => number): number {
  const directed = trials.map((trial) => move(trial) * Math.sign(trial.value - value));
  return directed.reduce((most, one) => (Math.abs(one) > Math.abs(most) ? one : most), 0);
}

function signed(move: number): string {
  if (Math.abs(move) < 0.05) return '.';
  return `${move > 0 ? '+' : '-'}${Math.abs(move).toFixed(1)}`;
}

/** An asterisk marks what was fitted. */
function shortened({ name, paths, provenance }: ConstantEffect): string {
  const others = paths.length > 1 ? ` (+${paths.length - 1})` : '';
  return `${name}${others}${provenance === 'fitted' ? '*' : ''}`;
}

function rankingLines({ hook, order, changes, dependsOnFitted }: Ranking): string[] {
  const fitted = new Map<string, number[]>();
  for (const { constant, value, provenance, order: other } of changes) {
    if (provenance !== 'fitted') continue;
    const way = `${constant} gives ${other.join(', ')}`;
    fitted.set(way, [...(fitted.get(way) ?? []), value]);
  }
  const others = new Set(changes.filter(({ provenance }) => provenance !== 'fitted').map(({ constant }) => constant));
  const verdict = dependsOnFitted
    ? `It DEPENDS on a fitted constant: ${[...fitted].map(([way, values]) => `${way} at ${values.join(', ')}`).join('; ')}.`
    : 'No fitted constant changes it within its range.';
  const rest = others.size === 0 ? 'No other does either.' : `Others that change it: ${[...others].join(', ')}.`;
  return [`${hook}: ${order.join(', ')}`, ...wrap(`${verdict} ${rest}`, WIDTH - 2).map((line) => `  ${line}`)];
}
