import { describe, expect, test } from 'vitest';
import { asm } from '../../src/asm/index.js';
import { Interleaver, Random, type Cluster, type InterleaverOptions } from '../../src/smp/index.js';
import { clusterOf, counting, DATA } from './bench-cluster.js';

/** Each core adds to a word of its own, for ever. */
const endless = asm`
start:  add     x2, x0, x1, lsl #3
1:      ldr     x3, [x2]
        add     x3, x3, #1
        str     x3, [x2]
        b       1b
`;

function interleaver(cluster: Cluster, seed: number, options?: InterleaverOptions): Interleaver {
  return new Interleaver(cluster, new Random(seed), options);
}

/** Who had which turn: core, instructions, where it stood afterwards. */
function turns(seed: number, count: number, options?: InterleaverOptions): { core: number; executed: number; pc: bigint }[] {
  const cluster = clusterOf(endless, { cores: 3 });
  const random = interleaver(cluster, seed, options);
  return Array.from({ length: count }, () => {
    const before = random.executed;
    const { core } = random.turn();
    return { core: core.number, executed: random.executed - before, pc: core.state.pc };
  });
}

describe('turns', () => {
  test('a seed is a run', () => {
    expect(turns(7, 500)).toEqual(turns(7, 500));
    expect(turns(8, 500)).not.toEqual(turns(7, 500));
  });

  test('every core has its share, of every length up to the longest', () => {
    const taken = turns(1, 3000, { longest: 16 });
    for (const core of [0, 1, 2]) expect(taken.filter((turn) => turn.core === core).length).toBeGreaterThan(900);
    expect([...new Set(taken.map(({ executed }) => executed))].sort((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, n) => n + 1));
  });

  test('a turn ends at a breakpoint, and where the core halts', () => {
    const cluster = clusterOf(counting, { cores: 2 });
    for (const { processor, symbols } of cluster.cores) processor.breakpoints.add(symbols!.lookup('start') + 4n);
    const ends = { breakpoint: 0, halt: 0, limit: 0 };
    const random = interleaver(cluster, 3, { watch: ({ reason }) => ends[reason]++ });
    while (cluster.running.length > 0) random.turn();
    expect(ends).toMatchObject({ breakpoint: 2 * 100, halt: 2 });
    expect(cluster.memory.read(DATA, 4)).toBe(200n);
    expect(() => random.turn()).toThrow('interleaver: every core has halted');
  });
});

describe('steps', () => {
  test('come in their order, at boundaries that differ, with cores running in between', () => {
    const cluster = clusterOf(endless, { cores: 2 });
    const random = interleaver(cluster, 5);
    const seen: { step: number; executed: number; pcs: bigint[] }[] = [];
    random.run((function* () {
      for (let step = 0; step < 200; step++) {
        seen.push({ step, executed: random.executed, pcs: cluster.cores.map(({ state }) => state.pc) });
        yield;
      }
    })());
    expect(seen.map(({ step }) => step)).toEqual(Array.from({ length: 200 }, (_, n) => n));
    expect(random.executed).toBeGreaterThan(1000);
    // Four boundaries of the loop on each core: all sixteen combinations are met.
    expect(new Set(seen.slice(5).map(({ pcs }) => pcs.join())).size).toBeGreaterThanOrEqual(16);
    expect(seen.some(({ executed }, n) => executed === seen[n - 1]?.executed)).toBe(true);
  });

  test('one that waits is continued when what it waits for holds', () => {
    const cluster = clusterOf(endless, { cores: 2 });
    const count = (core: number) => cluster.memory.read(DATA + BigInt(8 * core), 8);
    const counts: bigint[] = [];
    interleaver(cluster, 6).run((function* () {
      for (const wanted of [10n, 20n, 30n]) {
        yield () => count(0) >= wanted && count(1) >= wanted;
        counts.push(count(0), count(1));
      }
    })());
    counts.forEach((one, n) => expect(one).toBeGreaterThanOrEqual([10n, 10n, 20n, 20n, 30n, 30n][n]!));
  });

  test('what never holds is an error of the core that ran last', () => {
    const random = interleaver(clusterOf(endless, { cores: 2 }), 1);
    expect(() => random.until(() => false, 1000)).toThrow('what is waited for does not hold after 1000 instructions');
  });
});

test.each([1, 2, 3, 4])('increments under exclusives are all counted (seed %i)', (seed) => {
  const cluster = clusterOf(counting, { cores: 4 });
  const random = interleaver(cluster, seed, { longest: 8 });
  while (cluster.running.length > 0) random.turn();
  expect(cluster.memory.read(DATA, 4)).toBe(400n);
});

test('bad options', () => {
  const cluster = clusterOf(endless, { cores: 2 });
  expect(() => interleaver(cluster, 1, { longest: 0 })).toThrow('longest turn of 0: at least 1 instruction');
  expect(() => interleaver(cluster, 1, { turns: 0.5 })).toThrow('0.5 turns before a step: at least 1');
  expect(() => new Random(1).among([])).toThrow('a choice among 0: at least 1');
});
