import type { BenchResult } from '@tracelab/bench';
import { csv } from '../csv.js';

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
  return csv([
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
  ]);
}
