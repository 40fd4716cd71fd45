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

test('as many as the kernel takes, and no more', () => {
  expect(cost(`direct fentry programs=${MOST_PROGRAMS}`).instructions).toBeGreaterThan(cost('direct fentry').instructions);
  expect(configurationId(parseConfiguration('kprobe programs=2'))).toBe('kprobe programs=2');
  expect(parseConfiguration('kprobe programs=1')).toEqual(parseConfiguration('kprobe'));
  expect(() => parseConfiguration('direct fentry programs=39')).toThrow('"39" programs (1 to 38)');
  expect(() => parseConfiguration('base programs=2')).toThrow('nothing is attached there');
});
