import type { Review } from '@tracelab/bench';
import { describe, expect, test } from 'vitest';
import { reviewReport } from '../src/review/report.js';
import { tracelab } from './recording-host.js';

const json = await tracelab(['review', 'ftrace-regs', '--json']);
const review = JSON.parse(json.stdout) as Review;
const { stdout: text } = await tracelab(['review', 'ftrace-regs']);

test('--json is the review', () => {
  expect(json).toMatchObject({ status: 0, stderr: '' });
  expect(review).toMatchObject({ schema: 'tracelab.review/1', config: { package: 'ftrace-regs', core: 'cortex-a72' } });
});

test('the text is a function of the review, the same in every run', () => {
  expect(reviewReport(review)).toBe(text);
});

test('the text names the trampolines and what the call saves', () => {
  expect(text).toContain('--- off/ftrace_regs_caller\n+++ /dev/null\n');
  expect(text).toContain('--- off/ftrace_caller\n+++ on/ftrace_caller\n');
  const { before, after } = review.paths[0]!;
  expect(text).toContain(`fentry: saves ${before.cycles - after.cycles} of ${before.cycles} cycles`);
});

test('hunks have as many lines as their heads say, and all changed ones', () => {
  const lines = text.split('\n');
  const signs = { '-': 0, '+': 0 };
  lines.forEach((line, at) => {
    const head = /^@@ -\d+,(\d+) \+\d+,(\d+) @@ \w+\+0x[0-9a-f]+$/.exec(line);
    if (!head) return;
    const end = lines.findIndex((one, i) => i > at && (one === '' || one.startsWith('@@')));
    const body = lines.slice(at + 1, end).map((one) => one[0]!);
    expect(body.filter((sign) => sign !== '+').length, line).toBe(Number(head[1]));
    expect(body.filter((sign) => sign !== '-').length, line).toBe(Number(head[2]));
    for (const sign of ['-', '+'] as const) signs[sign] += body.filter((one) => one === sign).length;
  });
  const changed = review.symbols.flatMap((symbol) => symbol.lines.map(({ change }) => change));
  expect(signs).toEqual({
    '-': changed.filter((one) => one === '-').length,
    '+': changed.filter((one) => one === '+').length,
  });
});

test('at most 100 columns, in ASCII; colours on a terminal only', async () => {
  for (const line of text.split('\n')) expect(line).toMatch(/^[ -~]{0,100}$/);
  const { stdout } = await tracelab(['review', 'ftrace-regs'], { tty: true });
  // eslint-disable-next-line no-control-regex -- Colours are control characters.
  expect(stdout.replace(/\x1b\[\d+m/g, '')).toBe(text);
  expect(stdout).toContain('\x1b[31m-ldr     x2, [x1, #240]\x1b[39m');
});

describe('what cannot be is refused in one line', () => {
  test.each([
    [['fprobes'], 'unknown package "fprobes": one of ftrace-regs, ops-direct, fprobe, rethook'],
    [['fprobe', '--core', 'z80'], expect.stringContaining('unknown core "z80": one of ')],
    [[], "missing required argument 'package': one of ftrace-regs, ops-direct, fprobe, rethook"],
  ])('%j', async (args, message) => {
    const { status, stdout, stderr } = await tracelab(['review', ...args]);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr.replace(/^tracelab: /, '').trimEnd()).toEqual(message);
  });
});
