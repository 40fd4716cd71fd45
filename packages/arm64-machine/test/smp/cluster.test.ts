import { describe, expect, test } from 'vitest';
import { asm } from '../../src/asm/index.js';
import { cores, createTimingModel } from '../../src/timing/index.js';
import { Cluster, type Schedule } from '../../src/smp/index.js';
import { Random } from '../qemu/random.js';
import { clusterOf, counting, DATA, trace } from './bench-cluster.js';

const a72 = { timing: () => createTimingModel(cores['cortex-a72']!) };

const randomly = (seed: number): Schedule => {
  const random = new Random(seed);
  return (running) => running[random.below(running.length)]!;
};

describe.each([2, 4])('%i cores increment one counter', (count) => {
  test.each([['untimed', {}], ['on the Cortex-A72', a72]])('%s: the sum is exact, and every run the same', (_, timing) => {
    const [first, second] = [0, 1].map(() => {
      const cluster = clusterOf(counting, { cores: count, ...timing });
      return { cluster, steps: trace(cluster) };
    });
    expect(first!.cluster.memory.read(DATA, 4)).toBe(BigInt(100 * count));
    expect(second!.steps).toEqual(first!.steps);
    expect(second!.cluster.cores.map(({ now }) => now)).toEqual(first!.cluster.cores.map(({ now }) => now));
    expect(first!.cluster.cores.some(({ state }) => state.getX(5) > 0n)).toBe(true);
  });

  test.each([1, 2, 3, 4, 5])('in a random interleaving (seed %i)', (seed) => {
    const cluster = clusterOf(counting, { cores: count, schedule: randomly(seed) });
    expect(cluster.run().reason).toBe('halt');
    expect(cluster.memory.read(DATA, 4)).toBe(BigInt(100 * count));
  });

  test('with LSE, without a loop', () => {
    const cluster = clusterOf(asm`
start:  mov     w2, #100
        mov     w3, #1
1:      stadd   w3, [x0]
        subs    w2, w2, #1
        b.ne    1b
        hlt     #0
`, { cores: count, features: ['lse'] });
    cluster.run();
    expect(cluster.memory.read(DATA, 4)).toBe(BigInt(100 * count));
  });
});

test('without exclusives, increments are lost: the cores really interleave', () => {
  const cluster = clusterOf(asm`
start:  mov     w2, #100
1:      ldr     w3, [x0]
        add     w3, w3, #1
        str     w3, [x0]
        subs    w2, w2, #1
        b.ne    1b
        hlt     #0
`, { cores: 2 });
  cluster.run();
  expect(cluster.memory.read(DATA, 4)).toBe(100n);
});

test.each([1, 2, 3, 4, 5, 6, 7, 8])('a spinlock lets one core at a time in (seed %i)', (seed) => {
  const cluster = clusterOf(asm`
start:  mov     w2, #20
acquire: ldaxr  w3, [x0]
        cbnz    w3, acquire
        mov     w3, #1
        stxr    w4, w3, [x0]
        cbnz    w4, acquire
        ldr     x5, [x0, #64]           // plain read and write, long enough apart to lose one
        nop
        nop
        add     x5, x5, #1
        str     x5, [x0, #64]
        stlr    wzr, [x0]
        subs    w2, w2, #1
        b.ne    acquire
        hlt     #0
`, { cores: 4, schedule: randomly(seed) });
  cluster.run();
  expect(cluster.memory.read(DATA + 64n, 8)).toBe(80n);
  expect(cluster.memory.read(DATA, 4)).toBe(0n);
});

test.each([1, 2, 3, 4, 5, 6, 7, 8])('what is stored before a store-release is seen after the load-acquire (seed %i)', (seed) => {
  const cluster = clusterOf(asm`
start0: mov     x2, #42
        str     x2, [x0, #128]
        add     x3, x0, #64
        mov     x2, #1
        stlr    x2, [x3]
        hlt     #0
start1: add     x3, x0, #64
1:      ldar    x2, [x3]
        cbz     x2, 1b
        ldr     x4, [x0, #128]
        hlt     #0
`, { cores: 2, schedule: randomly(seed) });
  cluster.run();
  expect(cluster.cores[1]!.state.getX(4)).toBe(42n);
});

test.each([
  ['round robin', {}],
  ['timed', a72],
])('code that one core writes is what the other executes next (%s)', (_, timing) => {
  const cluster = clusterOf(asm`
start0: ldr     w2, replacement
        adr     x3, patched
        ldr     x4, [x0]                // until core 1 has executed the old code often enough to have it translated
1:      ldr     x4, [x0]
        cmp     x4, #50
        b.lo    1b
        str     w2, [x3]
        dc      cvau, x3
        dsb     ish
        ic      ivau, x3
        dsb     ish
        isb
        hlt     #0
start1: add     x2, x2, #1
        str     x2, [x0]
patched: b      start1
        hlt     #0
replacement:
        nop
`, { cores: 2, ...timing });
  cluster.run(10_000);
  expect(cluster.cores[1]!.state.getX(2)).toBeGreaterThanOrEqual(50n);
});

test('time: the core that is furthest behind is next, of equals the first', () => {
  const nops = asm`
start0: .rept 6
        nop
        .endr
        hlt     #0
start1: ldr     x2, [x0]
        nop
        hlt     #0
`;
  expect(trace(clusterOf(nops, { cores: 2 })).map((step) => step[0]).join('')).toBe('01010100000'.slice(0, 10));
  const timed = clusterOf(nops, { cores: 2, ...a72 });
  let last = 0;
  for (let core; (core = timed.next()); last = core.now) {
    const others = timed.running.filter((one) => one !== core);
    for (const other of others) expect(core.now).toBeLessThanOrEqual(other.now);
    timed.step(core);
  }
  expect(last).toBeGreaterThan(0);
});

test('a core that is started later begins at the present time', () => {
  const cluster = clusterOf(asm`
start0: .rept 10
        nop
        .endr
        hlt     #0
start1: mrs     x2, mpidr_el1
        mrs     x3, cntvct_el0
        hlt     #0
`, { cores: 2, clockHz: 54_000_000 });
  const [, second] = cluster.cores;
  cluster.stop(second!);
  for (let i = 0; i < 8; i++) cluster.step(cluster.next()!);
  cluster.start(second!);
  expect(second!.now).toBe(8);
  expect(second!.cycles).toBe(0);
  expect(trace(cluster).map((step) => step[0]).join('')).toBe('010101');
  expect(second!.state.getX(2)).toBe(0x8000_0001n);
  expect(second!.state.getX(3)).toBe(9n);
});

test('a breakpoint of one core stops all; the run goes on from there', () => {
  const cluster = clusterOf(counting, { cores: 2 });
  const [, second] = cluster.cores;
  second!.processor.breakpoints.add(second!.symbols!.lookup('start') + 4n);
  expect(cluster.run()).toEqual({ reason: 'breakpoint', core: second });
  expect(cluster.cores[0]!.processor.retired).toBe(1);
  second!.processor.breakpoints.clear();
  expect(cluster.run().reason).toBe('halt');
  expect(cluster.memory.read(DATA, 4)).toBe(200n);
});

test('a turn may be longer than an instruction', () => {
  const cluster = clusterOf(counting, { cores: 2, quantum: 7 });
  cluster.run();
  expect(cluster.memory.read(DATA, 4)).toBe(200n);
});

test('limits and bad options', () => {
  expect(() => clusterOf(asm`start: b start`, { cores: 2 }).run(100)).toThrow('no end after 100 instructions');
  expect(() => Cluster.create({ cores: 0 })).toThrow('a cluster of 0 cores: at least 1');
  expect(() => Cluster.create({ cores: 2, quantum: 0 })).toThrow('quantum 0: at least 1 instruction');
});
