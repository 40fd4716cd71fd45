import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { likelyTrigger, outlineOf, readForRun } from '../../src/run/index.js';

const KERNEL = { series: [], core: 'cortex-a72' } as const;
const read = (name: string) => readForRun(readFileSync(new URL(`../../../../programs/${name}.bpf.o`, import.meta.url)), KERNEL);

test('an outline says what attaches, what is optional, and what a program array holds', () => {
  const { programs, maps } = outlineOf(read('hello'));
  expect(programs.map(({ name, section, attaches, optional }) => [name, section, attaches, optional])).toEqual([
    ['hello', 'fentry/bpf_fentry_test2', true, false],
    ['goodbye', 'fexit/bpf_fentry_test2', true, false],
    ['first_too', '?fexit/bpf_fentry_test1', false, true],
  ]);
  expect(maps).toContain('outcomes');
  expect(outlineOf(read('tailcall')).programs.filter(({ attaches }) => !attaches).map(({ name, optional }) => [name, optional])).toEqual([
    ['classify', false],
    ['again', false],
  ]);
});

test.each([
  ['hello', 'test_run'],
  ['kprobe_multi', 'test_run'],
  ['recursion', 'test_run'],
  ['trigger', 'getpgid'],
])('%s is driven by %s where nobody says', (name, trigger) => {
  expect(likelyTrigger(read(name))).toBe(trigger);
});

test('programs that are named count as well', () => {
  const { programs, maps } = read('hello');
  const optional = { maps, programs: programs.filter(({ autoload }) => !autoload) };
  expect(() => likelyTrigger(optional)).toThrow('every program is optional: name some of first_too');
  expect(likelyTrigger(optional, ['first_too'])).toBe('test_run');
});
