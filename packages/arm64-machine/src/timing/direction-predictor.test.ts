import { expect, test } from 'vitest';
import { cores } from './cores/index.js';
import { DirectionPredictor } from './direction-predictor.js';

/** Mispredictions of the second half of a run of one branch that follows a pattern. */
function missesOf(core: string, pattern: readonly boolean[], length = 4000): number {
  const predictor = new DirectionPredictor(cores[core]!.branches.direction);
  let misses = 0;
  for (let i = 0; i < length; i++) {
    const taken = pattern[i % pattern.length]!;
    if (i >= length / 2 && predictor.predict(0x1000) !== taken) misses++;
    predictor.update(0x1000, taken);
  }
  return misses;
}

test.each(Object.keys(cores))('%s learns a loop of seven iterations, whatever the sizes of history and table', (core) => {
  const loop = [true, true, true, true, true, true, false];
  expect(missesOf(core, loop)).toBe(0);
});

test.each(Object.keys(cores))('%s learns a branch that is always taken', (core) => {
  expect(missesOf(core, [true])).toBe(0);
});
