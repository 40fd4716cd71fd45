import { parseConfiguration, readBenchObject, record } from '@tracelab/bench';
import { triggerObject } from '@tracelab/bpf';
import { describe, expect, test } from 'vitest';
import { runNames } from '../src/drawing/pipeline-names.js';
import { lineOf, shiftOfB, type PipelinePair } from '../src/drawing/pipeline-rows.js';
import { causeBars, functionRuns, pipelineScale, wayBars } from '../src/drawing/pipeline-scale.js';
import { PipelineSheet } from '../src/drawing/pipeline-sheet.js';
import { spanAt, spansOf } from '../src/drawing/pipeline-spans.js';
import { columnsOf, HEAD, placeAt, ROW, ZOOM } from '../src/drawing/pipeline-window.js';
import { aligned } from '../src/store/aligned.js';
import { longestStalls, nextStall, stallsOf } from '../src/store/pipeline-stalls.js';
import type { PipelineLine } from '../src/worker/answer.js';
import { lastIteration } from '../src/worker/last-iteration.js';

function recorded(configuration: string): PipelineLine[] {
  return lastIteration(record(parseConfiguration(configuration), readBenchObject(triggerObject)).trace);
}

const a = recorded('fprobe fentry all');
const b = recorded('fprobe fentry none');
const alone = aligned(a, undefined);
const both = aligned(a, b);
const ROOM = { rows: 26, width: 590 };

test('the parts of an instruction’s way follow one another, from its fetch to its retirement', () => {
  for (const line of a) {
    const stalled = line.waits.find(({ before }) => before === 'fetched')?.cycles ?? 0;
    let at = line.fetched - stalled;
    for (const { from, to } of spansOf(line)) {
      expect(from).toBe(at);
      at = to;
    }
    expect(at).toBe(line.retired);
    expect(spanAt(line, line.retired)).toBeUndefined();
  }
});

test('rows of two sides have the instructions of each in their order, and what they waited for', () => {
  const [ofA, ofB] = [both.filter((row) => row.a), both.filter((row) => row.b)];
  expect(ofA.map((row) => row.a)).toEqual(a);
  expect(ofB.map((row) => row.b)).toEqual(b);
  for (const { a: line, producers } of ofA) expect(producers.a === null ? null : a.indexOf(both[producers.a]!.a!)).toBe(line!.waitedFor);
  for (const { b: line, producers } of ofB) expect(producers.b === null ? null : b.indexOf(both[producers.b]!.b!)).toBe(line!.waitedFor);
});

describe.each([['one side', alone], ['two sides', both]])('a window on %s', (_, rows) => {
  const sheet = new PipelineSheet(rows, ROOM);
  const inSight = (row: number, { top }: { readonly top: number }): boolean => row >= top && row + 1 <= top + ROOM.rows;

  test('shows any row that is asked for, and moves no more once it does', () => {
    let window = sheet.windowAt(0);
    for (let i = 0; i < rows.length; i++) {
      const row = (i * 331) % rows.length;
      window = sheet.revealed(window, row);
      expect(inSight(row, window)).toBe(true);
      expect(rows[row]!.at).toBeGreaterThanOrEqual(window.left);
      expect(rows[row]!.at).toBeLessThan(window.left + ROOM.width / window.perCycle);
      expect(sheet.revealed(window, row)).toEqual(window);
    }
  });

  test('that is to show all of a row zooms out as far as that takes', () => {
    for (const [row, pair] of rows.entries()) {
      const window = sheet.entire(sheet.windowAt(0, 40), row);
      expect(inSight(row, window)).toBe(true);
      expect(sheet.entire(window, row)).toEqual(window);
      for (const [line, shift] of [[pair.a, 0], [pair.b, shiftOfB(pair)]] as const) {
        if (!line) continue;
        expect(line.fetched + shift).toBeGreaterThanOrEqual(window.left);
        expect(line.retired + shift).toBeLessThanOrEqual(window.left + ROOM.width / window.perCycle);
      }
    }
  });

  test('scrolls with the instructions, and back to where it was', () => {
    const window = sheet.windowAt(100);
    const there = sheet.scrolled(window, 57.5);
    expect(there.top).toBe(window.top + 57.5);
    expect(sheet.scrolled(there, -57.5)).toEqual(window);
    expect(sheet.scrolled(window, 1e6).top).toBe(rows.length - ROOM.rows);
    expect(sheet.scrolled(window, -1e6)).toEqual(sheet.windowAt(0));
  });

  test('fits the way of every row that it shows', () => {
    const { top, left, perCycle } = sheet.fitted(sheet.windowAt(400));
    const ways = rows.slice(top, top + ROOM.rows).flatMap((row) => spansOf(lineOf(row)).map(({ from, to }) => [from, to].map((at) => at + (row.a ? 0 : shiftOfB(row)))));
    expect(left).toBeLessThan(Math.min(...ways.map(([from]) => from!)));
    expect(left + ROOM.width / perCycle).toBeGreaterThanOrEqual(Math.max(...ways.map(([, to]) => to!)));
  });
});

test('a zoom leaves the cycle where it is that is pointed at, within bounds', () => {
  const sheet = new PipelineSheet(alone, ROOM);
  const window = sheet.windowAt(300, 8);
  for (const factor of [ZOOM.step, 1 / ZOOM.step, 3]) {
    const cycle = window.left + 20;
    const zoomed = sheet.zoomed(window, factor, cycle);
    expect(zoomed.perCycle).toBeCloseTo(8 * factor);
    expect((cycle - zoomed.left) * zoomed.perCycle).toBeCloseTo(20 * 8);
  }
  expect(sheet.zoomed(window, 1000, 400).perCycle).toBe(ZOOM.most);
  expect(sheet.zoomed(window, 1e-3, 400).perCycle).toBe(ZOOM.least);
});

test('a sheet that is dragged follows the finger, and never leaves the window', () => {
  const sheet = new PipelineSheet(alone, ROOM);
  const window = sheet.windowAt(300, 8);
  expect(sheet.dragged(window, { rows: 3, cycles: -7 })).toEqual({ top: window.top + 3, left: window.left - 7, perCycle: 8 });
  const [from, to] = sheet.extent;
  const far = sheet.dragged(window, { rows: -1e5, cycles: 1e5 });
  expect(far.top).toBe(0);
  expect(far.left).toBeLessThan(to);
  expect(sheet.dragged(window, { rows: 0, cycles: -1e5 }).left + ROOM.width / 8).toBeGreaterThan(from);
});

test('a point of the picture is a row and a cycle', () => {
  const window = { top: 10.5, left: 300, perCycle: 8 };
  const { chart } = columnsOf(1000);
  expect(placeAt(window, 1000, chart + 80, HEAD - 1)).toBeUndefined();
  expect(placeAt(window, 1000, chart + 80, HEAD)).toEqual({ row: 10, cycle: 310, isLower: false });
  expect(placeAt(window, 1000, 20, HEAD + ROW)).toEqual({ row: 11, cycle: null, isLower: false });
  expect(placeAt(window, 1000, chart, HEAD + ROW * 0.5 + 13)).toEqual({ row: 11, cycle: 300, isLower: true });
});

describe('the overview', () => {
  const scaleOf = (rows: readonly PipelinePair[]) => pipelineScale(rows.length, new PipelineSheet(rows, ROOM).extent, 960, 210);

  test('has every instruction within the picture, long waits over short ones', () => {
    const scale = scaleOf(both);
    const bars = wayBars(both, scale);
    expect(bars).toHaveLength(both.reduce((sum, row) => sum + spansOf(lineOf(row)).length, 0));
    for (const { x, y, width, height } of bars) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x + width).toBeLessThanOrEqual(960.001);
      expect(y + height).toBeLessThanOrEqual(211);
    }
    expect(bars[0]!.ink).toMatch(/^stage /);
    expect(bars.at(-1)!.ink).toMatch(/^wait /);
    for (const row of [0, 17, both.length - 1]) expect(scale.rowAt(scale.y(row) + scale.perRow / 2)).toBe(row);
    expect(scale.cycleAt(scale.x(123))).toBeCloseTo(123);
  });

  test('gives every cycle of A one cause: the strip has no gap', () => {
    const scale = scaleOf(alone);
    let end = scale.x(0);
    for (const bar of causeBars(alone, scale, 0, 9)) {
      expect(bar.x).toBeCloseTo(end);
      end = bar.x + bar.width;
    }
    expect(end).toBeCloseTo(scale.x(a.at(-1)!.retired));
  });

  test('names functions where they begin, none over another', () => {
    const runs = functionRuns(alone);
    expect(runs.flatMap(({ symbol, count }) => Array.from({ length: count }, () => symbol))).toEqual(a.map(({ symbol }) => symbol));
    expect(runs.every(({ symbol }, i) => symbol !== runs[i + 1]?.symbol)).toBe(true);
    const names = runNames(alone, runs, scaleOf(alone));
    expect(names.map(({ run }) => run.symbol)).toEqual(expect.arrayContaining(['ftrace_caller', 'fprobe_handler', expect.stringMatching(/^bpf_prog_/)]));
    for (const one of names) {
      const close = names.filter((other) => other !== one && other.anchor === one.anchor && Math.abs(other.y - one.y) < 11);
      expect(close).toEqual([]);
    }
  });
});

test('stalls are what is left of all cycles without those of work, and are gone through in order', () => {
  const stalls = stallsOf(alone);
  const work = a.reduce((sum, { causes }) => sum + (causes.base ?? 0), 0);
  const whole = a.reduce((sum, { cycles }) => sum + cycles, 0);
  expect(stalls.reduce((sum, { cycles }) => sum + cycles, 0)).toBe(whole - work);
  const long = a.flatMap(({ cycles, causes }, row) => (cycles - (causes.base ?? 0) > 20 ? [row] : []));
  const walk = (from: number, direction: 1 | -1): number[] => {
    const next = nextStall(stalls, from, direction, 20);
    return next ? [next.row, ...walk(next.row, direction)] : [];
  };
  expect(walk(-1, 1)).toEqual(long);
  expect(walk(a.length, -1)).toEqual(long.toReversed());
  expect(longestStalls(stalls, 3).map(({ cycles }) => cycles)).toEqual(stalls.map(({ cycles }) => cycles).sort((one, other) => other - one).slice(0, 3));
});
