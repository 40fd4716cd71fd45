import { describe, expect, test } from 'vitest';
import { asm } from '../../src/asm/index.js';
import {
  CoherenceDirectory, coherenceLatencies, cores, cortexA72, createClusterTiming, createTimingModel, cpiStack, NOWHERE,
  type CoherenceLatencies,
} from '../../src/timing/index.js';
import { clusterOf, counting, DATA } from './bench-cluster.js';
import { coreToCoreCas } from './core-to-core.js';

const latencies = coherenceLatencies(cortexA72);

describe('latencies are trips between L1 and L2 of the core’s own numbers', () => {
  test.each([
    ['cortex-a72', { l2: 17, snoop: 17, upgrade: 34, transfer: 38 }],
  ])('%s', (name, expected) => {
    const values = (all: CoherenceLatencies) => Object.fromEntries(Object.entries(all).map(([key, { value }]) => [key, value]));
    expect(values(coherenceLatencies(cores[name]!))).toEqual(expected);
  });
});

describe('one line, three cores', () => {
  const line = 0x1000;
  const directory = () => {
    const all = new CoherenceDirectory(3, latencies);
    return {
      read: (core: number, at: number) => all.read(core, line, 0, at),
      write: (core: number, at: number) => all.write(core, line, 0, at),
      evict: (core: number) => all.evict(core, line, 0),
      states: () => [0, 1, 2].map((core) => all.state(core, line, 0)[0]!.toUpperCase()).join(''),
    };
  };

  test('the first to read has it exclusive, and writes it without asking', () => {
    const { read, write, states } = directory();
    expect([read(0, 0), states()]).toEqual([NOWHERE, 'EII']);
    expect([write(0, 10), states()]).toEqual([0, 'MII']);
    expect([read(0, 20), states()]).toEqual([0, 'MII']);
  });

  test('a modified line is transferred to a reader, and both share it', () => {
    const { read, write, states } = directory();
    write(0, 0);
    expect([read(1, 100), states()]).toEqual([38, 'SSI']);
    expect([read(0, 200), states()]).toEqual([0, 'SSI']);
  });

  test('a third reader has it from L2', () => {
    const { read, write, states } = directory();
    write(0, 0);
    read(1, 100);
    expect([read(2, 200), states()]).toEqual([NOWHERE, 'SSS']);
  });

  test('a writer among sharers invalidates the others', () => {
    const { read, write, states } = directory();
    read(0, 0);
    read(1, 100);
    read(2, 200);
    expect([write(1, 300), states()]).toEqual([34, 'IMI']);
    expect([read(0, 400), states()]).toEqual([38, 'SSI']);
  });

  test('a writer takes a modified line away', () => {
    const { write, states } = directory();
    write(0, 0);
    expect([write(2, 100), states()]).toEqual([38, 'IIM']);
  });

  test('requests for a line that is on its way wait until it is there', () => {
    const { write, states } = directory();
    write(0, 0);
    expect(write(1, 100)).toBe(38);
    expect(write(2, 110)).toBe(28 + 38);
    expect(write(0, 120)).toBe(18 + 2 * 38);
    expect(states()).toBe('MII');
  });

  test('a core works on with its line until the snoop has reached it', () => {
    const { read, write } = directory();
    write(0, 0);
    write(1, 100);
    expect([write(0, 116), read(0, 116)]).toEqual([0, 0]);
    expect(write(0, 117)).toBe(21 + 38);
  });

  test('what its core has let go of comes from L2', () => {
    const { read, write, evict, states } = directory();
    write(0, 0);
    evict(0);
    expect(states()).toBe('III');
    expect([read(1, 100), states()]).toEqual([NOWHERE, 'IEI']);
  });
});

describe('a core by itself in a cluster', () => {
  const text = asm`
start:  mov     w2, #300
1:      prfm    pstl1strm, [x0]
2:      ldaxr   w3, [x0]
        add     w3, w3, #1
        stlxr   w4, w3, [x0]
        cbnz    w4, 2b
        and     x5, x2, #0x38
        str     x2, [x0, x5]
        ldr     x6, [x0, x5]
        add     x7, x0, x2, lsl #3
        ldp     x8, x9, [x7]
        stp     x9, x8, [x7, #128]!
        stlr    x2, [x0]
        ldar    x3, [x0]
        dmb     ish
        subs    w2, w2, #1
        b.ne    1b
        hlt     #0
`;

  test.each(Object.keys(cores))('%s: costs what it costs without', (name) => {
    const core = cores[name]!;
    const run = (timing: ReturnType<typeof createClusterTiming>) => {
      const cluster = clusterOf(text, { cores: 1, timing });
      cluster.run();
      const [one] = cluster.cores;
      return { cycles: one!.timing!.cycles, causes: [...one!.timing!.causes], memory: cluster.memory.readBytes(DATA, 4096) };
    };
    expect(run(createClusterTiming(core, 1))).toEqual(run(() => createTimingModel(core)));
  });
});

describe('four cores on one counter', () => {
  const run = (text: string, count: number) => {
    const cluster = clusterOf(text, { cores: count, timing: createClusterTiming(cortexA72, count) });
    cluster.run();
    return cluster;
  };

  test('the sum is exact, and every run the same', () => {
    const [first, second] = [run(counting, 4), run(counting, 4)];
    expect(first.memory.read(DATA, 4)).toBe(400n);
    expect(second.cores.map(({ now }) => now)).toEqual(first.cores.map(({ now }) => now));
  });

  test('take turns at the line: each increment costs at least a transfer, and coherence is the cause', () => {
    const cluster = run(counting, 4);
    const end = Math.max(...cluster.cores.map(({ now }) => now));
    expect(end).toBeGreaterThan(400 * latencies.transfer.value);
    for (const { timing } of cluster.cores) {
      const stack = cpiStack(timing!.causes);
      expect(stack.coherence / timing!.cycles).toBeGreaterThan(0.5);
      expect(timing!.causes.reduce((sum, one) => sum + one, 0)).toBe(timing!.cycles);
    }
  });

  test('without the prefetch for a store, reservations are lost and tried again', () => {
    const cluster = run(counting.replace(/.*prfm.*\n/, '1:\n'), 4);
    expect(cluster.memory.read(DATA, 4)).toBe(400n);
    expect(cluster.cores.some(({ state }) => state.getX(5) > 0n)).toBe(true);
  });

  test('counters of their own lines do not meet', () => {
    const own = counting.replace('start:', 'start:  add     x0, x0, x1, lsl #6\n');
    const alone = run(own, 1).cores[0]!.now;
    // Not all at once: the first fetches of the code come from DRAM for one core and from L2 for the others.
    for (const { now } of run(own, 4).cores) expect(now).toBeLessThanOrEqual(alone);
  });
});

/**
 * One way, in cycles: 89.5 ns at 1.5 GHz on a Raspberry Pi 4, 60 to 67 ns at 1997 MHz between the two cores of a pair of an
 * LX2160A (nviennot/core-to-core-latency #44 and #36). A check, on which nothing is fitted.
 */
const MEASURED = { raspberryPi4: 134, lx2160a: 127 };

/**
 * Of the 79.5 cycles, 72 are two movements of the line: read where it was modified, then made writable. What is missing
 * to 134 lies in the snoop control unit, of which no latency is published, and in the exit from the spin, which is
 * predicted here as every wait has the same length.
 */
test('core-to-core compare-and-swap on the Cortex-A72 is 41 % below the Raspberry Pi 4', () => {
  const cycles = coreToCoreCas(cortexA72);
  expect(cycles).toBeCloseTo(79.5, 0);
  expect(cycles / MEASURED.raspberryPi4 - 1).toBeCloseTo(-0.41, 2);
  expect(cycles / MEASURED.lx2160a - 1).toBeCloseTo(-0.37, 2);
});
