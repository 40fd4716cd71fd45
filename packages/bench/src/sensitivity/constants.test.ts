import { cortexA72, withParameter } from '@tracelab/arm64-machine';
import { expect, test } from 'vitest';
import { constants, withConstant } from './constants.js';

const byName = new Map(constants(cortexA72).map((one) => [one.name, one]));

test('a number that stands in several places is one constant', () => {
  const load = byName.get('classes.load.latency')!;
  expect(load.paths).toContain('classes.load-pair.latency');
  const slower = withConstant(cortexA72, load, 5);
  expect(slower.classes['load-pair']!.latency.value).toBe(5);
  expect(slower.classes['load-register-offset']!.latency.value).toBe(5); // a number of its own, which is 5 anyway
  expect(byName.has('classes.load-register-offset.latency')).toBe(true);
});

test('20 % either way, by 1 at least, and nothing below 1', () => {
  expect(byName.get('window.reorderBuffer')!.tries).toEqual([102, 154]);
  expect(byName.get('branches.mainTargets.cycles')!.tries).toEqual([2, 4]);
  expect(byName.get('queues.load.ports')!.tries).toEqual([2]);
  expect(byName.get('ordering.exclusiveLoad')!.tries).toEqual([1]);
});

test('sizes that bits of an address select are halved and doubled, where such a core can be', () => {
  expect(byName.get('frontEnd.fetchBytes')!.tries).toEqual([8, 32]);
  expect(byName.get('memory.instruction.ways')!.tries).toEqual([6]); // 1.5 is no number of ways
});

test('a fitted constant goes through its range in steps', () => {
  const core = withParameter(cortexA72, 'flushes.refetch', 200);
  const refetch = constants(core).find(({ name }) => name === 'flushes.refetch')!;
  expect(refetch.tries).toEqual([160, 170, 180, 190, 210, 220, 230, 240]);
});
