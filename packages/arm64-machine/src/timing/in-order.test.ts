import { expect, test } from 'vitest';
import { cortexA53 } from './cores/cortex-a53.js';
import { cortexA72 } from './cores/cortex-a72.js';
import { CAUSES } from './timing-model.js';
import { withParameter } from './parameters.js';
import { time, type TimeOptions } from './time.js';

const cycles = (text: string, options?: TimeOptions): number =>
  Math.round(time(cortexA53, text, { copies: 200, ...options }).cycles * 10) / 10;

test('two independent instructions issue in a cycle, dependent ones do not', () => {
  expect(cycles('add x1, x2, x3\nadd x4, x5, x6')).toBe(1);
  expect(cycles('add x1, x1, x3\nadd x1, x1, x6')).toBe(2);
});

test('what waits for a load holds up everything behind it', () => {
  const text = `ldr x1, [x0]\nadd x2, x1, #1\n${'add x3, x4, x5\n'.repeat(4)}`;
  // The load alone, three cycles until the first addition, five of those two in a cycle.
  expect(cycles(text)).toBeGreaterThanOrEqual(5);
  expect(time(cortexA72, text).cycles).toBeLessThanOrEqual(3.1);
  expect(time(cortexA53, text).top).toBe('L1');
});

test('loads and stores share a pipe', () => {
  expect(cycles('ldr x1, [x0]\nstr x2, [x0, #64]')).toBe(2);
  expect(cycles('ldr x1, [x0]\nadd x2, x3, x4')).toBe(1);
});

test('a miss holds up what needs it, and what does not fit behind it', () => {
  const setup =
    'mov x1, x0\nadd x2, x0, #40, lsl #12\n1: add x3, x1, #4, lsl #12\nstr x3, [x1]\nmov x1, x3\ncmp x3, x2\nb.ne 1b\nstr x0, [x1]';
  const text = `ldr x0, [x0]\n${'add x1, x2, x3\n'.repeat(20)}`;
  const short = time(cortexA53, text, { setup, copies: 22 }).cycles;
  const long = time(withParameter(cortexA53, 'window.inFlight', 64), text, { setup, copies: 22 }).cycles;
  expect(short).toBeGreaterThan(long);
});

test('a store goes ahead of its data, by a cycle', () => {
  expect(cycles('mul x1, x1, x2\nstr x1, [x0]')).toBe(3);
  expect(cycles('str x1, [x0]\nldr x1, [x0]')).toBe(3);
});

test('every cycle has one cause', () => {
  const { cycles, causes } = time(
    cortexA53,
    'ldr x1, [x0]\nadd x2, x1, #1\nstp x1, x2, [sp, #-16]!\ncbz x2, 1f\nmul x3, x2, x2\n1: ldp x1, x2, [sp], #16\nstlr x1, [x0]\ndmb ish',
  );
  expect(CAUSES.reduce((sum, cause) => sum + causes[cause], 0)).toBeCloseTo(cycles, 9);
});
