import { describe, expect, test } from 'vitest';
import { compare } from '../measurement.js';
import { cortexA72 } from './cortex-a72.js';
import { measurements } from './cortex-a72.measurements.js';

describe('published timings of the Cortex-A72', () => {
  for (const measurement of measurements) {
    test(`${measurement.name}: ${measurement.source}`, () => {
      const { modelled, agrees } = compare(cortexA72, measurement);
      if (process.env['SHOW']) console.log(measurement.name, '|', measurement.cycles, '|', modelled.toFixed(2), agrees);
      // A row that says why it differs has to differ, or its reason is stale.
      expect(agrees, `${modelled} cycles against ${String(measurement.cycles)}`).toBe(
        measurement.differs === undefined,
      );
    });
  }

  test('95 % of them are within 10 % or half a cycle', () => {
    const explained = measurements.filter(({ differs }) => differs !== undefined).length;
    expect(explained / measurements.length).toBeLessThanOrEqual(0.05);
  });
});
