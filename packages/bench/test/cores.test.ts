import { triggerObject } from '@tracelab/bpf';
import { describe, expect, test } from 'vitest';
import { explain, measure, parseConfiguration, prepare, readBenchObject } from '../src/index.js';

const object = readBenchObject(triggerObject);

const cycles = (text: string): number => measure(parseConfiguration(text), object).cycles;

describe('several cores', () => {
  test.each(['base', 'direct fentry', 'direct fexit', 'direct fmod_ret', 'fprobe fentry none', 'fprobe fexit all', 'kprobe', 'kretprobe', 'kprobe programs=3'])(
    '%s: each call of each of three cores is counted, whoever calls',
    (text) => {
      const steady = measure(parseConfiguration(`${text} cores=3`), object);
      expect(steady).toMatchObject({ period: undefined, over: 64 });
      expect(steady.cycles).toBeGreaterThan(cycles(text));
    },
  );

  test('are treated alike: none falls behind the one that is measured', () => {
    const { iterate, calls } = prepare(parseConfiguration('fprobe fentry none cores=4'), object);
    for (let i = 0; i < 128; i++) iterate();
    const { done, underWay } = calls();
    expect(underWay).toBe(3);
    expect(done / 4).toBeGreaterThan(128 * 0.98);
    expect(done / 4).toBeLessThan(128 * 1.02);
  });

  test('give the same figures again', () => {
    expect(cycles('fprobe fentry all cores=2')).toBe(cycles('fprobe fentry all cores=2'));
  });

  test('wait for one another where they write the same line: the counter of the programs, and the head of the freelist', () => {
    const coherence = (text: string): number => explain(parseConfiguration(text), object).causes.coherence ?? 0;
    expect(coherence('direct fentry')).toBe(0);
    const counter = coherence('direct fentry cores=4');
    expect(counter).toBeGreaterThan(0);
    expect(coherence('fprobe fentry all cores=4')).toBeCloseTo(counter, 0);
    expect(coherence('fprobe fentry none cores=4')).toBeGreaterThan(2 * counter);
  });

  test('that starve one say so: eight Firestorms and one counter', () => {
    expect(() => measure(parseConfiguration('base cores=8 core=firestorm'), object)).toThrow('CPU 0 of 8 starves: the others called 64 times each while it called once');
  });

  test('on each of the cores that are known', () => {
    for (const core of ['cortex-a53', 'neoverse-n1', 'firestorm']) {
      expect(cycles(`fprobe fentry none cores=2 core=${core}`), core).toBeGreaterThan(cycles(`fprobe fentry none core=${core}`));
    }
  });
});
