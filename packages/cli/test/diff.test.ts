import type { Difference } from '@tracelab/bench';
import { describe, expect, test } from 'vitest';
import { diffReport } from '../src/diff/report.js';
import { tracelab } from './recording-host.js';

const args = ['diff', 'direct fentry', 'fprobe fentry ftrace-regs+ops-direct+fprobe'];
const json = await tracelab([...args, '--json']);
const difference = JSON.parse(json.stdout) as Difference;
const text = diffReport(difference, 1000);

test('--json is the difference', () => {
  expect(json).toMatchObject({ status: 0, stderr: '' });
  expect(difference).toMatchObject({ schema: 'tracelab.diff/1', before: { id: 'direct fentry' }, after: { id: args[2] } });
});

test('both sides with what they cost, what changed most first, and the code', () => {
  const { before, after, change } = difference;
  const words = text.replace(/\s+/g, ' ');
  expect(words).toContain(`A: direct fentry on one cortex-a72: ${before.cycles} cycles and ${before.instructions} instructions`);
  expect(words).toContain(`B: ${after.id} on one cortex-a72: ${after.cycles} cycles`);
  expect(words).toContain(`+${change.cycles} cycles (+`);
  const changes = text.split('\n\n')[1]!.split('\n').slice(2).map((line) => Number(/^ *\S+ +\S+ +([+-]\d+|)/.exec(line)![1]));
  expect(Math.abs(changes[0]!)).toBeGreaterThan(50);
  expect(changes.reduce((sum, one) => sum + one, 0)).toBe(change.cycles);
  expect(text).toContain('--- A/fprobe_handler\n+++ B/fprobe_handler\n@@ ');
  expect(text).toMatch(/\nIn A alone: bpf_trampoline___arm64_sys_getpgid \(\d+ instructions\)\.\n/);
});

test('--limit leaves the rest out, and says how many', async () => {
  const { stdout } = await tracelab([...args, '--limit', '2']);
  expect(stdout).toMatch(/\n\d+ more: --limit \d+\n/);
  expect(stdout.split('\n\n')[1]!.trimEnd().split('\n')).toHaveLength(2 + 2 + 1);
});

test('the text fits 80 columns, in ASCII; colours on a terminal only', async () => {
  for (const line of text.split('\n')) expect(line).toMatch(/^[ -~]{0,80}$/);
  const { stdout } = await tracelab([...args, '--limit', '1000'], { tty: true });
  expect(stdout).toContain('\x1b[31m');
  // eslint-disable-next-line no-control-regex -- Colours are control characters.
  expect(stdout.replace(/\x1b\[\d+m/g, '')).toBe(text);
});

test('code that differs is there where it costs the same, and not of a function that was left out', async () => {
  const pair = ['diff', 'fprobe fentry none', 'fprobe fentry ftrace-regs'];
  const { code, symbols } = JSON.parse((await tracelab([...pair, '--json'])).stdout) as Difference;
  const costsTheSame = symbols.filter(({ change }) => change.cycles === 0 && change.instructions === 0).map(({ name }) => name);
  const heads = async (...more: string[]) => [...(await tracelab([...pair, ...more])).stdout.matchAll(/^--- A\/(\w+)$/gm)].map(([, name]) => name!);
  const all = await heads('--limit', '1000');
  expect(all).toContain('__arm64_sys_getpgid');
  expect(costsTheSame).toContain('__arm64_sys_getpgid');
  expect(all.every((name) => code.some((one) => one.name === name))).toBe(true);
  const [most] = symbols;
  expect(await heads('--limit', '1')).toEqual(all.filter((name) => name === most!.name || costsTheSame.includes(name)));
});

test('nothing changes between a configuration and itself', async () => {
  const { stdout } = await tracelab(['diff', 'base', 'base']);
  expect(stdout).toMatch(/\nno cycles \(0\.0 %\), no instructions\n\nEvery function costs the same, and is the same code\.\n$/);
});

describe('what cannot be is refused in one line', () => {
  test.each([
    [['base'], "missing required argument 'B': the other one, likewise"],
    [[], "missing required argument 'A': one of base, kprobe"],
    [['base', 'direkt'], 'configuration "direkt": no invoker "direkt"'],
    [['base', 'kprobe', '--core', 'z80'], 'unknown core "z80": one of cortex-a72'],
  ])('%j', async (args, message) => {
    const { status, stdout, stderr } = await tracelab(['diff', ...args]);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
  });
});
