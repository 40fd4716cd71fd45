import { cortexA72, createTimingModel } from '@tracelab/arm64-machine';
import { Kernel } from '@tracelab/kernel';
import { describe, expect, test } from 'vitest';
import { bootCores, runCores } from '../src/contention/run-cores.js';
import { countingParts, LOOP, loopParts, probeReturns, TRACED } from '../src/contention/counting-probe.js';
import { partsOf, runContention, SERIES_IDS, type NodeSource } from '../src/index.js';

const { rows } = runContention({ cores: [1, 2, 4] });
const of = (pool: NodeSource) => rows.filter((row) => row.pool === pool);

describe('on one traced function, from one core to four', () => {
  test('the shared freelist: each core gets less out of it, and four together less than two', () => {
    const [one, two, four] = of('freelist');
    expect(two!.efficiency).toBeLessThan(one!.efficiency);
    expect(four!.efficiency).toBeLessThan(two!.efficiency);
    expect(four!.callsPerSecond).toBeLessThan(two!.callsPerSecond);
  });

  test('coherence is why: with four cores it is most of a call, and more than what every other cause grew by', () => {
    const [one, , four] = of('freelist');
    const grew = four!.cyclesPerCall - one!.cyclesPerCall;
    expect(four!.coherence).toBeGreaterThan(0.5);
    expect(four!.causes.coherence).toBeGreaterThan(grew / 2);
  });

  test('the retries show as instructions', () => {
    const [one, two, four] = of('freelist');
    expect(two!.instructionsPerCall).toBeGreaterThan(one!.instructionsPerCall);
    expect(four!.instructionsPerCall).toBeGreaterThan(two!.instructionsPerCall);
  });

  test.each(['per-cpu', 'shadow-stack'] as const)('%s: as many times the calls as there are cores', (pool) => {
    for (const { efficiency, coherence } of of(pool)) {
      expect(efficiency).toBeCloseTo(1, 1);
      expect(coherence).toBe(0);
    }
  });

  test('a freelist per CPU saves no cycles where there is one; the shadow stack does', () => {
    expect(of('per-cpu')[0]!.cyclesPerCall).toBeGreaterThanOrEqual(of('freelist')[0]!.cyclesPerCall);
    expect(of('shadow-stack')[0]!.cyclesPerCall).toBeLessThan(of('freelist')[0]!.cyclesPerCall / 2);
  });

  test('the causes of a call add up to its cycles', () => {
    for (const { causes, cyclesPerCall } of rows) {
      expect(Object.values(causes).reduce((sum, one) => sum + one, 0)).toBeCloseTo(cyclesPerCall, 6);
    }
  });
});

test('every run is the same', () => {
  const options = { core: cortexA72, cores: 3, pool: 'freelist' } as const;
  expect(runCores(options)).toEqual(runCores(options));
});

// LostCallsError is thrown at the first call of any core that its counter does not have.
test.each(['freelist', 'per-cpu', 'shadow-stack'] as const)('%s: every core counts every one of its calls', (pool) => {
  expect(runCores({ core: cortexA72, cores: 4, pool })).toHaveLength(4);
});

test('one core of a cluster costs what a core by itself does', () => {
  const calls = (kernel: Kernel): number[] => {
    probeReturns(kernel, TRACED);
    const { machine } = kernel;
    machine.state.pc = kernel.symbols.lookup(LOOP.entry);
    machine.processor.breakpoints.add(kernel.symbols.lookup(LOOP.iteration));
    return Array.from({ length: 20 }, () => {
      machine.run();
      return machine.timing!.cycles;
    });
  };
  const byItself = new Kernel([...partsOf(SERIES_IDS), countingParts, loopParts], { timing: createTimingModel(cortexA72) });
  expect(calls(bootCores({ core: cortexA72, cores: 1, pool: 'shadow-stack' }))).toEqual(calls(byItself));
});
