import {
  configurationId,
  seriesSubsets,
  shares,
  SERIES_IDS,
  type BenchResult,
  type Configuration,
  type Row,
} from '@tracelab/bench';

const BASE = { cycles: 800, instructions: 400 };

/** Cycles that each switch saves of the 800 that fprobe adds, here without any interaction. */
const SAVES = { 'ftrace-regs': 10, 'ops-direct': 90, fprobe: 200, rethook: 100 };

function row(configuration: Omit<Configuration, 'core'>, overhead: number): Row {
  const { invoker, hook, series, pool } = configuration;
  const cycles = BASE.cycles + overhead;
  return {
    id: configurationId(configuration),
    invoker: invoker as Row['invoker'],
    hook,
    series,
    pool,
    cycles,
    instructions: BASE.instructions + overhead / 2,
    overhead: { cycles: overhead, instructions: overhead / 2 },
    hit: overhead / cycles,
  };
}

const rows = [
  row({ invoker: 'kprobe', hook: 'fentry', series: [], pool: 'always' }, 1200),
  row({ invoker: 'direct', hook: 'fentry', series: ['ftrace-regs', 'ops-direct'], pool: 'always' }, 200),
  ...seriesSubsets().map((series) =>
    row(
      { invoker: 'fprobe', hook: 'fentry', series, pool: 'always' },
      series.reduce((left, one) => left - SAVES[one], 800),
    ),
  ),
  row({ invoker: 'fprobe', hook: 'fentry', series: ['ftrace-regs', 'ops-direct', 'fprobe'], pool: 'when-needed' }, 300),
];

/** A result made by hand, of the entry hook alone; its figures are round. */
export const smallResult: BenchResult = {
  schema: 'tracelab.bench/1',
  config: {
    core: 'cortex-a72',
    workload: 'getpgid',
    mitigations: 'none',
    object: 'trigger.bpf.o',
    hooks: ['fentry'],
    invokers: ['kprobe', 'direct', 'fprobe'],
    series: null,
  },
  base: BASE,
  rows,
  unsettled: [],
  shares: shares(SERIES_IDS, (on) => on.reduce((left, one) => left - SAVES[one], 1600)).map((share) => ({
    hook: 'fentry',
    ...share,
  })),
  published: [
    {
      id: 'xu base',
      row: 'base',
      source: 'Xu, Oct 2022',
      metric: 'cycles',
      published: 838,
      predicted: 800,
      error: -38 / 838,
      fitted: true,
    },
    {
      id: 'xu kprobe',
      row: 'kprobe',
      source: 'Xu, Oct 2022',
      metric: 'cycles',
      published: 1946,
      predicted: 2000,
      error: 54 / 1946,
      fitted: false,
    },
    {
      id: 'xu kprobe',
      row: 'kprobe',
      source: 'Xu, Oct 2022',
      metric: 'hit',
      published: 0.569,
      predicted: 0.6,
      error: 31 / 569,
      fitted: false,
    },
    {
      id: 'rfc all',
      row: 'fprobe fentry all',
      source: 'RFC, Nov 2022',
      metric: 'hit',
      published: 0.341,
      predicted: 1 / 3,
      error: -23 / 1023,
      fitted: false,
    },
    {
      id: 'rfc all',
      row: 'fprobe fentry all',
      source: 'RFC, Nov 2022',
      metric: 'ratio to direct',
      published: 1.29,
      predicted: 2,
      error: 71 / 129,
      fitted: false,
    },
  ],
  fitted: [
    {
      name: 'flushes.refetch',
      value: 182,
      on: 'the base iteration of a board that was measured in October of the year 2022',
    },
    { name: 'ordering.performed', value: 21, on: 'a pool' },
  ],
};
