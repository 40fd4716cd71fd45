import { linkKernel, routine } from '@tracelab/kernel';
import { expect, test } from 'vitest';
import { codeDiff } from './code-diff.js';

const image = (text: string) =>
  linkKernel([{ routines: [routine('first', text), routine('second', '\tmov x0, #2\n\tret')] }]);
const before = image('\tcbz x0, 1f\n\tadd x1, x1, #1\n\tadd x2, x2, #2\n\tadd x3, x3, #3\n1:\tb second');
const after = image('\tcbz x0, 1f\n\tadd x1, x1, #9\n\tadd x2, x2, #2\n\tadd x3, x3, #3\n1:\tret');

test('routines one after the other, a branch that moved along unchanged', () => {
  expect(codeDiff({ image: before, symbols: ['first', 'second'] }, { image: after, symbols: ['first'] })).toBe(
    [
      '```diff',
      ' first:',
      '         cbz     x0, first+0x10',
      '-        add     x1, x1, #0x1',
      '+        add     x1, x1, #0x9',
      '         add     x2, x2, #0x2',
      '         add     x3, x3, #0x3',
      '-        b       second',
      '-second:',
      '-        mov     x0, #0x2',
      '         ret',
      '```',
    ].join('\n'),
  );
});

test('lines far from a change are left out', () => {
  const first = { image: before, symbols: ['first'] };
  expect(
    codeDiff(first, { image: after, symbols: ['first'] }, { context: 0 })
      .split('\n')
      .slice(1, -1),
  ).toEqual([
    '…',
    '-        add     x1, x1, #0x1',
    '+        add     x1, x1, #0x9',
    '…',
    '-        b       second',
    '+        ret',
  ]);
  expect(() => codeDiff(first, { image: after, symbols: ['third'] })).toThrow('no routine third is linked');
});
