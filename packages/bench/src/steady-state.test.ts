import { expect, test } from 'vitest';
import { runToSteadyState } from './steady-state.js';

function loop(costOf: (iteration: number) => number): () => { cycles: number; instructions: number } {
  let [cycles, instructions, iteration] = [0, 0, 0];
  return () => {
    cycles += costOf(iteration++);
    instructions += 10;
    return { cycles, instructions };
  };
}

test('a loop that warms up is measured after it has', () => {
  const steady = runToSteadyState(loop((i) => (i < 5 ? 200 - i : 100)));
  expect(steady).toMatchObject({ cycles: 100, instructions: 10, period: 1 });
});

test('a loop that alternates is measured over its period', () => {
  expect(runToSteadyState(loop((i) => 100 + (i % 3)))).toMatchObject({ cycles: 101, period: 3 });
});

test('a loop that never repeats gives the mean of its second half and says so', () => {
  const steady = runToSteadyState(loop((i) => i * i), { iterations: 4, longestPeriod: 1, repeats: 4 });
  expect(steady).toEqual({ cycles: (9 + 16) / 2, instructions: 10, period: undefined, iterations: 5, over: 2 });
});
