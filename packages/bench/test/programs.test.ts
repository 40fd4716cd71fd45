import { triggerObject } from '@tracelab/bpf';
import { describe, expect, test } from 'vitest';
import { configurationId, measure, MOST_PROGRAMS, parseConfiguration, readBenchObject } from '../src/index.js';

const object = readBenchObject(triggerObject);
const cost = (text: string) => measure(parseConfiguration(text), object);

describe.each(['direct fentry', 'direct fexit', 'fprobe fentry all', 'fprobe fexit none', 'kprobe', 'kretprobe'])('%s', (way) => {
  test('each program more costs the same instructions, and all of them count', () => {
    const [one, two, three] = ['', ' programs=2', ' programs=3'].map((more) => cost(way + more).instructions);
    expect(two).toBeGreaterThan(one!);
    expect(three! - two!).toBe(two! - one!);
  });
});

test.each(['direct', 'fprobe'])('through %s, programs behind one that modifies the return value do not run, and need not count', (invoker) => {
  const { instructions } = cost(`${invoker} fmod_ret`);
  for (const programs of [2, 8]) expect(cost(`${invoker} fmod_ret programs=${programs}`).instructions, `${programs}`).toBe(instructions);
});

test('as many as the kernel takes, and no more', () => {
  expect(cost(`direct fentry programs=${MOST_PROGRAMS}`).instructions).toBeGreaterThan(cost('direct fentry').instructions);
  expect(configurationId(parseConfiguration('kprobe programs=2'))).toBe('kprobe programs=2');
  expect(parseConfiguration('kprobe programs=1')).toEqual(parseConfiguration('kprobe'));
  expect(() => parseConfiguration('direct fentry programs=39')).toThrow('"39" programs (1 to 38)');
  expect(() => parseConfiguration('base programs=2')).toThrow('nothing is attached there');
});
