import type { Cost, Row } from './result.js';

/** What a configuration costs beyond the base, and which part of the base's rate that is. */
export function overheadOf(cost: Cost, base: Cost): Pick<Row, 'overhead' | 'hit'> {
  const overhead = { cycles: cost.cycles - base.cycles, instructions: cost.instructions - base.instructions };
  return { overhead, hit: overhead.cycles / cost.cycles };
}
