import { triggerObject } from '@tracelab/bpf';
import { expect, test } from 'vitest';
import { configurationId, gridPoints, readBenchObject, SweepMeter, WHOLE_GRID } from '../src/index.js';

const GRID = { ...WHOLE_GRID, invoker: ['none', 'direct'], hook: ['fentry'] } as const;

test('programs and cores are choices; the base has no programs', () => {
  const points = gridPoints([{ ...GRID, programs: [1, 4], cores: [1, 2] }]);
  expect(points.map(configurationId)).toEqual([
    'base', 'base cores=2', 'direct fentry', 'direct fentry cores=2', 'direct fentry programs=4', 'direct fentry programs=4 cores=2',
  ]);
});

test('a point that two grids have is one', () => {
  expect(gridPoints([GRID, { ...GRID, programs: [1, 2] }]).map(configurationId)).toEqual(['base', 'direct fentry', 'direct fentry programs=2']);
});

test('overhead is above the base on as many cores', () => {
  const meter = new SweepMeter(readBenchObject(triggerObject));
  const [base, direct] = gridPoints([{ ...GRID, cores: [2] }]).map((point, i) => meter.row(i, point));
  expect(base).toMatchObject({ id: 'base cores=2', cores: 2, programs: 1, settled: false, overhead: { cycles: 0, instructions: 0 } });
  expect(direct!.overhead.cycles).toBe(direct!.cycles - base!.cycles);
});
