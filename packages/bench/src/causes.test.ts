import { CAUSES, cpiStack, parseTrace, Profiler, since, snapshot, timeTrace, TraceRecorder, TraceWriter, cores } from '@tracelab/arm64-machine';
import { readObject, triggerObject } from '@tracelab/bpf';
import { MITIGATIONS } from '@tracelab/kernel';
import { describe, expect, test } from 'vitest';
import { configurationId, BENCH_HOOKS, INVOKERS } from './configuration.js';
import { prepare } from './measure.js';
import { POINTS } from './published.js';
import { space, type Point } from './space.js';

const object = readObject(triggerObject);
const core = cores['cortex-a72']!;
const ITERATIONS = 10;

const points: Point[] = [
  ...MITIGATIONS.flatMap((mitigations) => [{ ...POINTS.base, mitigations }, { ...POINTS.nullSystemCall, mitigations }]),
  ...space(BENCH_HOOKS, INVOKERS),
];
const named = points.map((point) => [`${configurationId(point)}, mitigations ${point.mitigations ?? 'none'}`, point] as const);

const sum = (values: Iterable<number>): number => [...values].reduce((a, b) => a + b, 0);

test.each(named)('%s: causes add up to the cycles, in every function and in all', (_id, point) => {
  let profiler: Profiler;
  const { kernel, iterate } = prepare({ ...point, core }, object, ({ symbols }) => [(profiler = new Profiler(() => symbols))]);
  const timing = kernel.machine.timing!;
  for (let i = 0; i < ITERATIONS; i++) iterate();
  const before = snapshot(timing);
  for (let i = 0; i < ITERATIONS; i++) iterate();

  for (const counts of [timing, since(before, timing)]) {
    expect(sum(counts.causes)).toBe(counts.cycles);
    expect(sum(counts.cyclesOf)).toBe(counts.cycles);
    const functions = profiler!.functions(counts);
    expect(functions.map(({ name }) => name)).toEqual(expect.arrayContaining(['vectors', 'el0_svc_common', 'ret_to_user']));
    expect(sum(functions.map(({ self }) => self.cycles))).toBe(counts.cycles);
    for (const { name, self, causes } of functions) {
      expect(Object.values(causes).every((cycles) => cycles >= 0), name).toBe(true);
      expect(sum(Object.values(causes)), name).toBe(self.cycles);
    }
    const all = CAUSES.map((cause) => sum(functions.map(({ causes }) => causes[cause])));
    expect(all).toEqual(Object.values(cpiStack(counts.causes)));
  }
});

describe('replaying the trace of a run costs its cycles', () => {
  test.each(named)('%s', (_id, point) => {
    let text = '';
    const writer = new TraceWriter((more) => (text += more));
    const recorder = new TraceRecorder();
    const { kernel, iterate } = prepare({ ...point, core }, object, () => [writer, recorder]);
    for (let i = 0; i < ITERATIONS; i++) iterate();
    writer.flush();

    const { cycles, causes } = kernel.machine.timing!;
    for (const trace of [parseTrace(text), recorder.take()]) {
      const replayed = timeTrace(core, trace);
      expect(replayed.cycles).toBe(cycles);
      expect(replayed.instructions).toBe(kernel.machine.processor.retired);
      expect(Object.values(replayed.causes)).toEqual([...causes]);
    }
  });

  test('a trace of one iteration settles at what an iteration costs', () => {
    const recorder = new TraceRecorder();
    const { kernel, iterate } = prepare({ ...POINTS.kprobe, core }, object, () => [recorder]);
    const timing = kernel.machine.timing!;
    for (let i = 0; i < ITERATIONS; i++) iterate();
    recorder.take();
    const before = timing.cycles;
    iterate();
    const settled = timeTrace(core, recorder.take(), 2 * ITERATIONS);
    expect(settled.settled).toBe(true);
    expect(settled.cycles).toBe(timing.cycles - before);
    expect(settled.causes.exception).toBeGreaterThan(0);
  });
});
