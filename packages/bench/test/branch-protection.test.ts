import { triggerObject } from '@tracelab/bpf';
import { branchTargetParts, Kernel, tracedLoop } from '@tracelab/kernel';
import { describe, expect, test } from 'vitest';
import { attach } from '../src/attach.js';
import { partsOf } from '../src/build.js';
import { readBenchObject, SERIES_IDS, type Configuration } from '../src/index.js';

const object = readBenchObject(triggerObject);
const ITERATIONS = 8;

/** Runs the benchmark's loop with a program attached and gives what the program counted. */
function run(how: Pick<Configuration, 'invoker' | 'hook' | 'series'>): bigint {
  const kernel = new Kernel([...partsOf(how.series), branchTargetParts], { features: ['pauth', 'bti'] });
  const hits = attach(kernel, { ...how, pool: 'always' }, object);
  kernel.loadUser(tracedLoop.text, tracedLoop.entry);
  const { machine, symbols } = kernel;
  machine.processor.breakpoints.add(symbols.lookup(tracedLoop.iteration));
  for (let passes = 0; passes <= ITERATIONS; passes++) machine.run(1_000_000);
  return hits();
}

describe.each(['fentry', 'fexit'] as const)('%s, under BTI and pointer authentication on a core that has them', (hook) => {
  test.each<{ series: Configuration['series'] }>([{ series: [] }, { series: SERIES_IDS }, { series: ['rethook'] }, { series: ['ops-direct'] }])(
    'fprobe with $series: a return address that was hijacked before it was signed authenticates',
    ({ series }) => {
      expect(run({ invoker: 'fprobe', hook, series })).toBe(BigInt(ITERATIONS));
    },
  );

  test('a JITed trampoline', () => {
    expect(run({ invoker: 'direct', hook, series: SERIES_IDS })).toBe(BigInt(ITERATIONS));
  });
});

test('a kprobe at the entry, on the landing pad', () => {
  expect(run({ invoker: 'kprobe', hook: 'fentry', series: [] })).toBe(BigInt(ITERATIONS));
});
