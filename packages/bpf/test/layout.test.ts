import { expect, test } from 'vitest';
import { BpfArray, BpfMap, BpfProg, BpfProgAux, BpfProgStats, BpfTrampRunCtx } from '../src/index.js';

test('offsets are those of v6.1', () => {
  const { stats, active, bpfFunc, aux, insnsi } = BpfProg;
  expect([stats, active, bpfFunc, aux, insnsi].map(({ offset }) => offset)).toEqual([32, 40, 48, 56, 72]);
  expect(BpfProgAux.sleepable.offset).toBe(139);
  expect([BpfProgStats.misses.offset, BpfProgStats.structSize]).toEqual([16, 32]);
  expect(BpfTrampRunCtx.structSize).toBe(16);
  expect(BpfArray.elemSize.offset).toBe(BpfMap.structSize);
});
