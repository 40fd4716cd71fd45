import { describe, expect, test } from 'vitest';
import { compare } from '../measurement.js';
import { cores } from './index.js';
import { measurements } from './measurements.js';

describe.each(Object.values(cores))('published timings of the $title', (core) => {
  test.each(measurements[core.name] ?? [])('$name: $source', (measurement) => {
    const { modelled, agrees } = compare(core, measurement);
    // A row that says why it differs has to differ, or its reason is stale.
    expect(agrees, `${modelled} cycles against ${String(measurement.cycles)}`).toBe(measurement.differs === undefined);
  });
});

const explained = (names: readonly string[]): number => {
  const rows = names.flatMap((name) => measurements[name] ?? []);
  return rows.filter(({ differs }) => differs !== undefined).length / rows.length;
};

test('of the Cortex-A72, 95 % are within 10 % or half a cycle', () => {
  expect(explained(['cortex-a72'])).toBeLessThanOrEqual(0.05);
});

test('of the other cores, 95 % are', () => {
  expect(explained(Object.keys(cores).filter((name) => name !== 'cortex-a72'))).toBeLessThanOrEqual(0.05);
});
