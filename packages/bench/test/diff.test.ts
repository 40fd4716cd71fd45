import { readObject, triggerObject } from '@tracelab/bpf';
import { describe, expect, test } from 'vitest';
import { diff, parseConfiguration, prepare, runningCode } from '../src/index.js';

const object = readObject(triggerObject);
const between = (before: string, after: string) => diff(parseConfiguration(before), parseConfiguration(after), object);

describe.each([
  ['fprobe fentry none', 'fprobe fentry all'],
  ['direct fentry', 'fprobe fentry all'],
  ['kprobe', 'direct fentry'],
])('%s and %s', (before, after) => {
  const difference = between(before, after);

  test('changes of symbols add up to the change of the whole', () => {
    for (const of of ['cycles', 'instructions'] as const) {
      expect(difference.symbols.reduce((sum, { change }) => sum + change[of], 0)).toBe(difference.change[of]);
      expect(difference.after[of] - difference.before[of]).toBe(difference.change[of]);
    }
    for (const { change, causes } of difference.symbols) {
      expect(Object.values(causes).reduce((sum, one) => sum + one, 0)).toBe(change.cycles);
    }
  });

  test('what changed most comes first', () => {
    const sizes = difference.symbols.map(({ change }) => Math.abs(change.cycles));
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  });

  test('the code without the other side is the code that ran', () => {
    const codeOf = (text: string) => runningCode(prepare(parseConfiguration(text), object).kernel);
    const codes = { before: codeOf(before), after: codeOf(after) };
    for (const { name, lines } of difference.code) {
      for (const side of ['before', 'after'] as const) {
        const own = lines.filter((line) => line[side] !== null);
        expect(own.map((line) => line[side]), name).toEqual(codes[side](name).map(({ offset }) => offset));
      }
    }
  });
});

test('only the instruction that ftrace patches differs at the call site', () => {
  const { code } = between('base', 'fprobe fentry all');
  const site = code.find(({ name }) => name === '__arm64_sys_getpgid')!.lines.filter(({ change }) => change !== ' ');
  expect(site.map(({ change, text }) => change + text.replace(/ +/g, ' '))).toEqual(['-nop', '+bl ftrace_caller']);
});

test('a configuration and itself', () => {
  const same = between('direct fexit', 'direct fexit');
  expect(same.code).toEqual([]);
  expect(same.change).toEqual({ cycles: 0, instructions: 0 });
  expect(same.symbols.every(({ change, causes }) => change.cycles === 0 && Object.keys(causes).length === 0)).toBe(true);
});

test('only the core changes: no code does', () => {
  const { code, change } = between('fprobe fexit all', 'fprobe fexit all core=cortex-a53');
  expect(code).toEqual([]);
  expect(change.instructions).toBe(0);
  expect(change.cycles).not.toBe(0);
});
