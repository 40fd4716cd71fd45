import { QUESTIONS } from '@tracelab/bench';
import { expect, test } from 'vitest';
import { tracelab } from './recording-host.js';

test('a section per question: title, what was measured, figures, a sentence; at most 80 columns', async () => {
  const { stdout, status } = await tracelab(['questions', '--only', '7,10']);
  expect(status).toBe(0);
  expect(stdout.split('\n').filter((line) => /^\d+\. /.test(line)).map((line) => line.split('.')[0])).toEqual(['7', '10']);
  expect(stdout).toMatch(/three series +\d+ +\d+ +\d+ +\d+\.\d\n/);
  expect(stdout).toMatch(/\nThe pool is \d+ cycles, \d+ % of the posted fprobe's overhead/);
  for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});

test('--json is every figure of the text', async () => {
  const { stdout } = await tracelab(['questions', '--only', '7', '--json']);
  const { schema, core, answers } = JSON.parse(stdout) as { schema: string; core: string; answers: { tables: { rows: unknown[][] }[] }[] };
  expect([schema, core, answers.length]).toEqual(['tracelab.questions/1', 'cortex-a72', 1]);
  expect(answers[0]!.tables[0]!.rows.map(([name]) => name)).toEqual(['three series', 'four series']);
});

test('--help lists them', async () => {
  const { stdout } = await tracelab(['questions', '--help']);
  for (const { number, title } of QUESTIONS) expect(stdout.replace(/\s+/g, ' ')).toContain(`${number} ${title}`);
});

test.each([
  [['questions', '--only', '11'], 'no question "11": one of 1, 2, 3, 4, 5, 6, 7, 8, 9, 10'],
  [['questions', '--core', 'z80'], 'unknown core "z80": one of cortex-a72, cortex-a53, neoverse-n1, firestorm'],
  [['bench', '--preset', 'v5.19'], 'unknown preset "v5.19": one of v6.0, v6.1, rfc-slow, rfc, v6.2, v6.3, v6.4'],
  [['bench', '--preset', 'rfc', '--series', 'all'], '--preset sets --series and --invoker, and has no --csv: leave those out'],
])('%s is refused', async (args, message) => {
  expect(await tracelab(args)).toMatchObject({ status: 2, stdout: '', stderr: `tracelab: ${message}\n` });
});

test('a preset names its switches, what attaches and what does not', async () => {
  const { stdout } = await tracelab(['bench', '--preset', 'v6.3', '--hook', 'fentry']);
  expect(stdout).toContain('Switches: ftrace-regs on, ops-direct on (call-ops-only), fprobe off, rethook\noff.');
  expect(stdout).toMatch(/\nfentry by kprobe +\d+ +\d+ +\d+ +\d+\.\d\n/);
  expect(stdout).toContain('\nfentry by direct: loads, does not attach: no direct calls on arm64 before v6.4\n');
});
