import { describe, expect, test } from 'vitest';
import { contentionReport } from '../src/contention/report.js';
import { tracelab } from './recording-host.js';
import type { ContentionResult } from '@tracelab/bench';

const { stdout, status } = await tracelab(['contention', '--cores', '5,1', '--pool', 'shadow-stack,freelist', '--json']);
const result = JSON.parse(stdout) as ContentionResult;

test('--json is the result, in the order of pools and cores', () => {
  expect(status).toBe(0);
  expect(result.schema).toBe('tracelab.contention/1');
  expect(result.rows.map(({ pool, cores, hypothetical }) => [pool, cores, hypothetical])).toEqual([
    ['freelist', 1, false],
    ['freelist', 5, true],
    ['shadow-stack', 1, false],
    ['shadow-stack', 5, true],
  ]);
});

test('the report says what the figures say, and which cluster there is not', () => {
  const text = contentionReport(result).replace(/\s+/g, ' ');
  expect(text).toMatch(/a shadow stack per task: 5 cores make (4\.9|5\.0)\d times the calls of 1/);
  expect(text).toMatch(/one shared freelist: 5 cores make [01]\.\d\d times the calls of 1.* % are coherence\./);
  expect(text).toContain('* hypothetical: a cortex-a72 cluster has 4 cores');
});

test('the report fits 80 columns', () => {
  for (const line of contentionReport(result).split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});

test('a real cluster needs no note, and a single row no conclusion', () => {
  const one = { ...result, rows: result.rows.slice(0, 1), config: { ...result.config, pools: ['freelist' as const] } };
  expect(contentionReport(one)).not.toMatch(/hypothetical|make/);
});

describe('what cannot be is refused in one line', () => {
  test.each([
    [['--cores', '17'], 'cores "17": a number from 1 to 16'],
    [['--cores', '1,,2'], 'cores "": a number from 1 to 16'],
    [['--cores', '0'], 'cores "0": a number from 1 to 16'],
    [['--pool', 'objpool'], 'unknown pool "objpool": one of freelist, per-cpu, shadow-stack'],
  ])('%j', async (args, message) => {
    expect(await tracelab(['contention', ...args])).toMatchObject({ status: 2, stdout: '', stderr: `tracelab: ${message}\n` });
  });
});
