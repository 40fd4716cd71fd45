import { describe, expect, test } from 'vitest';
import { chainOf, PipelineRecorder, STAGES, UnitTiming } from '../../src/profile/index.js';
import { cores, createTimingModel } from '../../src/timing/index.js';
import { record, text } from './recorded-calls.js';
import { DATA, observed } from './run.js';

describe.each(Object.keys(cores))('on %s', (name) => {
  const trace = record(createTimingModel(cores[name]!));
  const sum = (values: Iterable<number>): number => [...values].reduce((a, b) => a + b, 0);

  test('every instruction of the stretch, in program order, with its symbol and callers', () => {
    expect(trace.rows.map(({ instruction }) => trace.instructions[instruction]!.text.split('\t')[0])).toEqual(
      ['stp', 'ldr', 'add', 'str', 'ldr', 'bl', 'mul', 'ret', 'ldp', 'ret'],
    );
    expect(trace.rows.map(({ frame }) => chainOf(trace, frame).join('>'))).toEqual(
      [...Array<string>(6).fill('main'), 'main>leaf', 'main>leaf', 'main', 'main'],
    );
    expect(trace.iterations).toEqual([0]);
  });

  test('cycles add up to those of the stretch, and so do the causes of each row', () => {
    expect(sum(trace.rows.map(({ cycles }) => cycles))).toBe(trace.cycles);
    for (const { cycles, causes } of trace.rows) expect(sum(Object.values(causes))).toBe(cycles);
    expect(trace.rows.at(-1)!.retired).toBe(trace.cycles);
  });

  test('stages never go back, fetch and retirement keep the order of the program', () => {
    for (const row of trace.rows) STAGES.slice(1).forEach((stage, i) => expect(row[stage]).toBeGreaterThanOrEqual(row[STAGES[i]!]));
    trace.rows.slice(1).forEach((row, i) => {
      expect(row.fetched).toBeGreaterThanOrEqual(trace.rows[i]!.fetched);
      expect(row.retired).toBeGreaterThanOrEqual(trace.rows[i]!.retired);
    });
  });

  test('an instruction that waits for an operand names who makes it', () => {
    const [add, mul] = [trace.rows[2]!, trace.rows[6]!];
    expect(add.waitedFor).toBe(1);
    expect(mul.waitedFor).toBe(4);
    expect(mul.waits.find(({ before }) => before === 'ready')!.cause).toMatch(/L1|forwarding hazard|store queue|dependency/);
  });
});

test('a model without stages cannot be recorded', () => {
  const recorder = new PipelineRecorder(new UnitTiming(), () => undefined);
  expect(() => recorder.start()).toThrow('the timing model has no stages to record');
});

test('the next stretch starts empty', () => {
  const model = createTimingModel(cores['cortex-a72']!);
  const recorder = new PipelineRecorder(model, () => undefined);
  const machine = observed(text, model, [recorder]);
  recorder.start();
  machine.call('main', [DATA], 10_000);
  expect(recorder.take().rows).toHaveLength(10);
  recorder.start();
  expect(recorder.take()).toMatchObject({ cycles: 0, rows: [], instructions: [] });
});
