import type { BenchResult } from '@tracelab/bench';

const HEAD = [
  'id',
  'invoker',
  'hook',
  'series',
  'pool',
  'cycles',
  'instructions',
  'overhead_cycles',
  'overhead_instructions',
  'hit',
];

/** The measured configurations, the base first; series are joined by `+`, fields that do not apply are empty (RFC 4180, with LF). */
export function benchCsv({ base, rows }: BenchResult): string {
  const lines = [
    HEAD,
    ['base', 'none', '', '', '', base.cycles, base.instructions, 0, 0, 0],
    ...rows.map(({ id, invoker, hook, series, pool, cycles, instructions, overhead, hit }) => [
      id,
      invoker,
      hook,
      series.join('+'),
      pool,
      cycles,
      instructions,
      overhead.cycles,
      overhead.instructions,
      hit,
    ]),
  ];
  return lines.map((fields) => `${fields.map(field).join(',')}\n`).join('');
}

function field(value: string | number): string {
  const text = String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
