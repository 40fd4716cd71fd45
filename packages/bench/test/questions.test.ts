import { cortexA72 } from '@tracelab/arm64-machine';
import { triggerObject } from '@tracelab/bpf';
import { describe, expect, test } from 'vitest';
import { answerQuestions, measure, POINTS, QUESTIONS, readBenchObject, type AnsweredQuestion } from '../src/index.js';

const object = readBenchObject(triggerObject);
const answer = (number: number): AnsweredQuestion => answerQuestions({ core: cortexA72, object, only: [number] })[0]!;
const overhead = (point: (typeof POINTS)[keyof typeof POINTS]): number => {
  const cycles = (one: typeof point): number => measure({ ...one, core: cortexA72 }, object).cycles;
  return cycles(point) - cycles(POINTS.base);
};

test('the thread asked ten, in this order', () => {
  expect(QUESTIONS.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

describe('an answer', () => {
  test('2: the loop that was posted is the one that is measured everywhere else, and eight unrolled words cost the same for any function', () => {
    const [table] = answer(2).tables;
    const [loop, unrolled] = table!.rows;
    expect(loop![1]).toBe(overhead(POINTS.fprobeAll));
    expect(new Set(unrolled!.slice(1)).size).toBe(1);
    expect(loop!.at(-1)).toBeGreaterThan(unrolled!.at(-1) as number);
  });

  test('3: generated callbacks cost less than walked ones, at entry and at exit', () => {
    for (const [, walked, , generated, saved] of answer(3).tables[0]!.rows) {
      expect(generated).toBeLessThan(walked as number);
      expect(saved).toBe((walked as number) - (generated as number));
    }
  });

  test('4: fewer arguments are never dearer than more', () => {
    for (const column of [1, 2]) {
      const cycles = answer(4).tables[0]!.rows.map((row) => row[column] as number);
      expect(cycles).toEqual([...cycles].sort((a, b) => b - a));
    }
  });

  test('6: parts of the protection cost something each, and all of them more than any', () => {
    const rows = answer(6).tables[0]!.rows;
    const direct = rows.map((row) => row[2]).filter((gain): gain is number => gain !== null);
    expect(Math.min(...direct)).toBeGreaterThan(0);
    expect(direct.at(-1)).toBe(Math.max(...direct));
  });

  test('7: the pool is what lies between the two readings of three series', () => {
    const { tables: [table], conclusion } = answer(7);
    const [three] = table!.rows;
    const [posted, none] = [overhead(POINTS.fprobePosted), overhead(POINTS.fprobeNoPool)];
    expect(three!.slice(0, 4)).toEqual(['three series', posted, none, posted - none]);
    expect(conclusion).toContain(`The pool is ${(posted - none).toFixed(0)} cycles`);
  });

  test('8: what the symbols cost more adds up to the distance', () => {
    const { tables: [table], conclusion } = answer(8);
    const more = table!.rows.reduce((sum, row) => sum + (row[3] as number), 0);
    expect(conclusion).toContain(`${more.toFixed(0)} cycles more than a direct call's ${overhead(POINTS.direct).toFixed(0)}`);
  });

  test('10: the ops literal takes six instructions more than BL, a PLT entry fewer cycles than that', () => {
    for (const [, near, plt, far, , instructions] of answer(10).tables[0]!.rows) {
      expect(instructions).toBe(6);
      expect(plt).toBeGreaterThan(near as number);
      expect(far).toBeGreaterThan(plt as number);
    }
  });
});
