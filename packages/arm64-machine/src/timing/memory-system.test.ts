import { describe, expect, test } from 'vitest';
import { cortexA72 } from './cores/cortex-a72.js';
import { MemorySystem } from './memory-system.js';
import { withParameter } from './parameters.js';
import { time } from './time.js';

const { l2Latency, tlb } = cortexA72.memory;
const loadLatency = cortexA72.classes.load!.latency.value;

/** Cycles beyond a hit of accesses to the same line of so many pages, by turns, in the last of three rounds. */
function pages(count: number): number[] {
  const memory = new MemorySystem(cortexA72);
  let at = 0;
  const round = (): number[] =>
    Array.from({ length: count }, (_, page) => memory.access(page << 12, 0, (at += 1000), false));
  round();
  round();
  return round();
}

describe('translations', () => {
  // Lines of so many pages are in one set of the first-level cache: what is beyond is the translation's.
  const fromL2 = l2Latency.value - loadLatency;

  test('of more pages than the first level has cost the way to the second', () => {
    expect(new Set(pages(tlb.data.value + 1))).toEqual(new Set([fromL2 + tlb.secondLevel.value]));
  });

  test('of more pages than the second has are walked for', () => {
    const { entries } = tlb.second;
    const costs = pages(entries.value + tlb.second.ways.value);
    expect(Math.max(...costs)).toBeGreaterThanOrEqual(tlb.walk.value);
  });
});

describe('the data prefetcher', () => {
  const access = (memory: MemorySystem, lines: readonly number[]): number[] => {
    let at = 0;
    return lines.map((line) => memory.access(line << 6, 0, (at += 1000), false));
  };

  test('is ahead of a stride from its third access on, within a page', () => {
    const costs = access(new MemorySystem(cortexA72), [0, 2, 4, 6, 8, 10]);
    expect(costs.slice(1).map((cost) => cost > 0)).toEqual([true, true, false, false, false]);
    const backwards = access(new MemorySystem(cortexA72), [60, 57, 54, 51]);
    expect(backwards.map((cost) => cost > 0)).toEqual([true, true, true, false]);
    const across = access(new MemorySystem(cortexA72), [58, 60, 62, 64]);
    expect(across.at(-1)).toBeGreaterThan(0);
  });

  test('sees no stride in a pattern without one', () => {
    const costs = access(new MemorySystem(cortexA72), [0, 1, 3, 7, 15, 31]);
    expect(costs.every((cost) => cost > 0)).toBe(true);
  });

  test('a chase at a constant stride runs at twice the speed, not at that of hits', () => {
    const setup =
      'mov x1, x0\nmov x2, #1023\n1: add x3, x1, #128\nstr x3, [x1]\nmov x1, x3\nsubs x2, x2, #1\nb.ne 1b\nstr x0, [x1]';
    const chase = { setup, copies: 128, warmUp: 16, loops: 16 };
    const off = time(withParameter(cortexA72, 'memory.prefetch.streams', 0), 'ldr x0, [x0]', chase).cycles;
    expect(off).toBeCloseTo(l2Latency.value, 1);
    expect(time(cortexA72, 'ldr x0, [x0]', chase).cycles).toBeLessThan(0.6 * off);
    expect(time(cortexA72, 'ldr x0, [x0]', chase).cycles).toBeGreaterThan(2 * loadLatency);
  });
});
