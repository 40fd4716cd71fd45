import { cortexA72 } from '@tracelab/arm64-machine';
import { expect, test } from 'vitest';
import { baseCycles, fitRefetch } from './flush-fit.js';
import { XU_BASE_CYCLES } from './published.js';

test('what empties the window of the Cortex-A72 costs what the base iteration gives', () => {
  expect(cortexA72.flushes.refetch.value).toBe(fitRefetch(cortexA72));
  expect(Math.abs(baseCycles(cortexA72) - XU_BASE_CYCLES)).toBeLessThan(5); // half a cycle at each of nine flushes
});
