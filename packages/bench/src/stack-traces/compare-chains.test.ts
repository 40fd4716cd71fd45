import { expect, test } from 'vitest';
import { compareChains } from './compare-chains.js';

const none = { missing: false, outer: false, wrong: false };

test.each([
  ['the same', [1n, 2n, 3n], [1n, 2n, 3n], none],
  ['a leaf hides its caller', [2n, 3n], [1n, 2n, 3n], { ...none, missing: true }],
  ['a caller further out', [1n, 3n], [1n, 2n, 3n], { ...none, missing: true, outer: true }],
  ['the two innermost', [3n], [1n, 2n, 3n], { ...none, missing: true, outer: true }],
  ['another in the place of the immediate one', [9n, 2n, 3n], [1n, 2n, 3n], { ...none, missing: true, wrong: true }],
  ['one too many', [1n, 9n, 2n], [1n, 2n], { ...none, wrong: true }],
  ['recursion', [1n, 1n, 2n], [1n, 1n, 1n, 2n], { ...none, missing: true }],
] as const)('%s', (_, shown, truth, expected) => expect(compareChains(shown, truth)).toEqual(expected));
