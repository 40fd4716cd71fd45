import { HOOKS, SERIES_IDS, SOURCES, type BenchResult } from '@tracelab/bench';
import { cost, percent, ratio, signedPercent, tenths } from '../bench/report/figures.js';
import type { Bars, Block, Section, Table } from './document.js';

/** Results of `tracelab bench`. */
export function benchSection(source: string, result: BenchResult): Section {
  const { core, workload, mitigations, object } = result.config;
  return {
    title: `Configurations on one ${core}`,
    source,
    notes: [
      `A loop of ${workload} system calls, mitigations ${mitigations}, programs of ${object}. Per iteration; overhead = traced - base, hit = overhead / traced.`,
      ...(result.unsettled.length > 0 ? [`Never settled: ${result.unsettled.join('; ')}.`] : []),
      ...[...new Set(result.published.map((one) => one.source))].map((name) => `${name}: ${SOURCES[name] ?? name}.`),
    ],
    blocks: [cycles(result), rows(result), ...shares(result), ...published(result)],
  };
}

function cycles({ base, rows, published }: BenchResult): Bars {
  const marks = new Map(published.filter(({ metric }) => metric === 'cycles').map((figure) => [figure.row, figure.published]));
  const bar = (label: string, overhead: number): Bars['bars'][number] => {
    const mark = marks.get(label);
    return { label, values: [base.cycles, overhead], ...(mark !== undefined && { mark }) };
  };
  return {
    kind: 'bars',
    caption: marks.size > 0 ? 'Cycles per iteration; a line across a bar is what was published' : 'Cycles per iteration',
    unit: 'cycles',
    parts: ['base', 'overhead'],
    bars: [bar('base', 0), ...rows.map(({ id, overhead }) => bar(id, overhead.cycles))],
  };
}

function rows({ base, rows }: BenchResult): Table {
  return {
    kind: 'table',
    caption: 'The same as figures',
    columns: [{ head: 'configuration', align: 'left' }, { head: 'cycles' }, { head: 'instructions' }, { head: 'overhead' }, { head: 'hit %' }],
    rows: [
      ['base', cost(base.cycles), cost(base.instructions), '', ''],
      ...rows.map(({ id, cycles, instructions, overhead, hit }) => [id, cost(cycles), cost(instructions), cost(overhead.cycles), percent(hit)]),
    ],
  };
}

function shares({ shares }: BenchResult): Block[] {
  const hooks = HOOKS.filter((hook) => shares.some((share) => share.hook === hook));
  if (hooks.length === 0) return [];
  const of = (hook: string, series: string) => shares.find((share) => share.hook === hook && share.series === series);
  const columns = ['alone', 'last', 'Shapley', 'share %'];
  return [
    {
      kind: 'bars',
      caption: 'What each series saves: its Shapley share',
      unit: 'cycles',
      parts: SERIES_IDS,
      bars: hooks.map((hook) => ({ label: hook, values: SERIES_IDS.map((id) => of(hook, id)?.shapley ?? 0) })),
    },
    {
      kind: 'table',
      caption: 'Alone: no other is on. Last: all others are on. Shapley: mean over all orders.',
      columns: [{ head: 'series', align: 'left' }, ...hooks.flatMap((hook) => columns.map((head) => ({ head: `${hook}, ${head}` })))],
      rows: SERIES_IDS.map((id) => [
        id,
        ...hooks.flatMap((hook) => {
          const share = of(hook, id);
          return share ? [cost(share.alone), cost(share.last), tenths(share.shapley), percent(share.share)] : columns.map(() => '');
        }),
      ]),
    },
  ];
}

function published({ published }: BenchResult): Block[] {
  if (published.length === 0) return [];
  const figure = (metric: string, value: number): string =>
    metric === 'hit' ? `${percent(value)} %` : metric === 'ratio to direct' ? ratio(value) : cost(Math.round(value));
  return [
    {
      kind: 'table',
      caption: 'Published figures and what is predicted',
      columns: [
        { head: 'source', align: 'left' }, { head: 'configuration', align: 'left' }, { head: 'metric', align: 'left' },
        { head: 'published' }, { head: 'predicted' }, { head: 'error' }, { head: '', align: 'left' },
      ],
      rows: published.map((one) => [
        one.source, one.row, one.metric,
        figure(one.metric, one.published), figure(one.metric, one.predicted), signedPercent(one.error), one.fitted ? 'fitted on' : '',
      ]),
    },
  ];
}
