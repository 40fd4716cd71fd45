import { array, at, bytes, ptr, struct, u16, u32 } from '@tracelab/arm64-machine';
import { expect, test } from 'vitest';
import { initialiser } from './initialiser.js';

const Node = struct('node', { kind: u16, count: at(8, u32), inner: bytes(8, 8), slots: array(ptr, 4) }, 64);

test('members come in the order of the layout, zeros between them', () => {
  const text = initialiser(Node, { slots: { 2: 'other + 2' }, count: 7, inner: '.word 1, 2', kind: 3 });
  expect(text.split('\n')).toEqual([
    '.hword 3', '.zero 6', '.word 7', '.zero 4', '.word 1, 2', '.zero 16', '.quad other + 2', '.zero 16',
  ]);
});

test('an object without values is all zero', () => {
  expect(initialiser(Node, {})).toBe('.zero 64');
});
