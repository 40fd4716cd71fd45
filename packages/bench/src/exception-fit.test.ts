import { cortexA72 } from '@tracelab/arm64-machine';
import { expect, test } from 'vitest';
import { baseCycles, fitExceptions } from './exception-fit.js';
import { XU_BASE_CYCLES } from './published.js';

test('the exception pair of the Cortex-A72 is what the base iteration gives', () => {
  const { entry, return: exit } = cortexA72.exceptions;
  expect({ entry: entry.value, return: exit.value }).toEqual(fitExceptions(cortexA72));
  expect(Math.abs(baseCycles(cortexA72) - XU_BASE_CYCLES)).toBeLessThan(1);
});
