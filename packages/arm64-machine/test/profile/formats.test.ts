import { describe, expect, test } from 'vitest';
import {
  chromeTrace, collapsed, kanata, KANATA_STAGES, perfScript, speedscope, STAGES, type ChromeEvent,
} from '../../src/profile/index.js';
import { cortexA72, createTimingModel } from '../../src/timing/index.js';
import { record } from './recorded-calls.js';

const trace = record(createTimingModel(cortexA72));

describe('Kanata 0004, by the rules of kanata-log-format.md', () => {
  const [header, ...lines] = kanata(trace).trimEnd().split('\n').map((line) => line.split('\t'));

  /** What the events say of each instruction, with the cycle of each. */
  const read = () => {
    const ops = new Map<number, { labels: string[]; stages: [string, number, number][]; open?: [string, number]; retired?: number; retireId?: number }>();
    const arrows: number[][] = [];
    let now = NaN;
    for (const [command, ...fields] of lines) {
      const id = Number(fields[0]);
      const op = ops.get(id)!;
      if (!['C=', 'C', 'I'].includes(command!)) expect(op, `${command} ${id} before I`).toBeDefined();
      switch (command) {
        case 'C=':
          now = id;
          break;
        case 'C':
          expect(id).toBeGreaterThan(0);
          now += id;
          break;
        case 'I':
          expect([id, Number(fields[2])]).toEqual([ops.size, 0]);
          ops.set(id, { labels: [], stages: [] });
          break;
        case 'L':
          op.labels[Number(fields[1])] = fields[2]!;
          expect(fields).toHaveLength(3);
          break;
        case 'S':
          expect(op.open, 'one stage at a time in a lane').toBeUndefined();
          op.open = [fields[2]!, now];
          break;
        case 'E':
          expect(op.open![0]).toBe(fields[2]);
          op.stages.push([fields[2]!, op.open![1], now]);
          delete op.open;
          break;
        case 'R':
          expect(op.open).toBeUndefined();
          expect(fields[2]).toBe('0');
          [op.retired, op.retireId] = [now, Number(fields[1])];
          break;
        case 'W':
          arrows.push(fields.map(Number));
          break;
        default:
          throw new Error(`no such command: ${command}`);
      }
    }
    return { ops: [...ops.values()], arrows };
  };

  test('the header', () => expect(header).toEqual(['Kanata', '0004']));

  test('what Konata would show are the rows, moved so that the first is fetched in cycle 0', () => {
    const { ops } = read();
    const first = trace.rows[0]!.fetched;
    expect(ops.map(({ stages }) => stages)).toEqual(
      trace.rows.map((row) =>
        STAGES.slice(1).flatMap((stage, i) => {
          const [from, to] = [row[STAGES[i]!] - first, row[stage] - first];
          return from === to ? [] : [[KANATA_STAGES[stage as 'retired'], from, to]];
        }),
      ),
    );
    expect(ops.map(({ retired }) => retired! + first)).toEqual(trace.rows.map(({ retired }) => retired));
    expect(ops.map(({ retireId }) => retireId)).toEqual(trace.rows.map((_, i) => i));
  });

  test('labels are the instruction, and its function with what it waited for', () => {
    const [, ldr, add] = read().ops;
    expect(ldr!.labels[0]).toBe('100004: ldr x1, [x0]');
    expect(add!.labels[1]).toMatch(/^main\+0x8, called as main; \d+ until ready: forwarding hazard; for main\+0x4$/);
  });

  test('arrows lead to a consumer from an earlier producer', () => {
    const { arrows } = read();
    expect(arrows).toContainEqual([2, 1, 0]);
    for (const [consumer, producer] of arrows) expect(producer).toBeLessThan(consumer!);
  });
});

test('speedscope: frames open and close as a stack, over exactly the cycles', () => {
  const { profiles: [calls, causes], shared } = speedscope(trace, 'a call');
  const names = calls.events.map(({ type, frame, at }) => `${type} ${shared.frames[frame]!.name} ${at}`);
  expect(names[0]).toBe('O main 0');
  expect(names.at(-1)).toBe(`C main ${trace.cycles}`);
  expect(names.map((one) => one.replace(/ \d+$/, ''))).toEqual(['O main', 'O leaf', 'C leaf', 'C main']);
  expect(causes.weights.reduce((sum, one) => sum + one, 0)).toBe(trace.cycles);
  expect(causes.samples).toHaveLength(causes.weights.length);
  expect(shared.frames.map(({ name }) => name)).toEqual(expect.arrayContaining(['main', 'leaf', '[forwarding hazard]']));
});

test('Chrome: begin and end events nest, complete events follow one another, a nanosecond is a cycle', () => {
  const { traceEvents } = chromeTrace(trace, 'a call');
  const open: ChromeEvent[] = [];
  for (const event of traceEvents.filter(({ ph }) => ph === 'B' || ph === 'E')) {
    if (event.ph === 'B') open.push(event);
    else expect(open.pop()!.name).toBe(event.name);
  }
  expect(open).toEqual([]);
  const complete = traceEvents.filter(({ ph }) => ph === 'X');
  complete.slice(1).forEach(({ ts }, i) => expect(ts).toBeCloseTo(complete[i]!.ts! + complete[i]!.dur!, 9));
  expect(complete.reduce((sum, { dur }) => sum + dur!, 0)).toBeCloseTo(trace.cycles / 1000, 9);
});

test('collapsed stacks add up to the cycles', () => {
  const lines = collapsed(trace).trimEnd().split('\n');
  expect(lines.map((line) => line.replace(/ \d+$/, ''))).toEqual(['main', 'main;leaf']);
  expect(lines.reduce((sum, line) => sum + Number(/\d+$/.exec(line)![0]), 0)).toBe(trace.cycles);
});

test('perf script: a head and a chain of addresses, innermost first, for each instruction that took cycles', () => {
  const samples = perfScript(trace).trimEnd().split('\n\n');
  expect(samples).toHaveLength(trace.rows.filter(({ cycles }) => cycles > 0).length);
  for (const sample of samples) {
    const [head, ...chain] = sample.split('\n');
    expect(head).toMatch(/^tracelab +\d+ \[000\] +\d+\.\d{9}: +\d+ cycles: $/);
    for (const line of chain) expect(line).toMatch(/^\t *[0-9a-f]+ \w+\+0x[0-9a-f]+ \((user|\[kernel.kallsyms\])\)$/);
  }
  const periods = samples.map((sample) => Number(/: +(\d+) cycles/.exec(sample)![1]));
  expect(periods.reduce((a, b) => a + b, 0)).toBe(trace.cycles);
  const inLeaf = samples.find((sample) => sample.includes(' leaf+'))!;
  expect(inLeaf.split('\n').slice(1).map((line) => line.trim().split(' ')[1])).toEqual(['leaf+0x0', 'main+0x14']);
});
