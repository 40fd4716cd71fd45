import { expect, test } from 'vitest';
import { table } from '../src/bench/report/table.js';

test('columns are as wide as what is in them, numbers flush right', () => {
  const lines = table([{ head: 'name', align: 'left' }, { head: 'n' }], [['a', '1000'], ['longer', '1'], ['only']]);
  expect(lines).toEqual([
    'name       n', //
    'a       1000',
    'longer     1',
    'only',
  ]);
});

test('a group stands above its columns, which make room for it', () => {
  const columns = [
    { head: 'x' },
    { head: 'a', group: 'of both' },
    { head: 'b', group: 'of both' },
    { head: 'c', group: 'c' },
  ];
  expect(table(columns, [['1', '2', '3', '4']])).toEqual([
    '   of both  c', //
    'x  a     b  c',
    '1  2     3  4',
  ]);
});
