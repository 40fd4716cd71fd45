import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shares } from './shares.js';

test('savings that do not interact are everyone\'s own', () => {
  const gain = { a: 5, b: 7, c: 0 };
  const split = shares(['a', 'b', 'c'] as const, (on) => 100 - on.reduce((sum, one) => sum + gain[one], 0));
  expect(split).toEqual([
    { series: 'a', alone: 5, last: 5, shapley: 5, share: 5 / 12 },
    { series: 'b', alone: 7, last: 7, shapley: 7, share: 7 / 12 },
    { series: 'c', alone: 0, last: 0, shapley: 0, share: 0 },
  ]);
});

test('a saving that needs both is shared in halves', () => {
  const split = shares(['a', 'b'] as const, (on) => (on.length === 2 ? 90 : 100));
  expect(split.map(({ alone, last, shapley }) => [alone, last, shapley])).toEqual([[0, 10, 5], [0, 10, 5]]);
});

test('shares add up to the whole, whatever the costs', () => {
  const series = ['a', 'b', 'c', 'd'] as const;
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 16, maxLength: 16 }), (costs) => {
      const cost = (on: readonly string[]): number => costs[on.reduce((mask, one) => mask | (1 << series.indexOf(one as 'a')), 0)]!;
      const sum = shares(series, cost).reduce((total, { shapley }) => total + shapley, 0);
      expect(sum).toBeCloseTo(costs[0]! - costs[15]!, 6);
    }),
  );
});
