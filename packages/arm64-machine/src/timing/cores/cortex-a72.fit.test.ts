import { expect, test } from 'vitest';
import { cortexA72 } from './cortex-a72.js';
import { fitPerformed, POOL_CYCLES, poolCycles } from './cortex-a72.fit.js';

test('the latency of ordered accesses is the one that the pool get and put asks for', () => {
  expect(fitPerformed(cortexA72)).toBe(cortexA72.ordering.performed.value);
  const cycles = poolCycles(cortexA72);
  expect(cycles).toBeGreaterThanOrEqual(POOL_CYCLES.low);
  expect(cycles).toBeLessThanOrEqual(POOL_CYCLES.high);
});
