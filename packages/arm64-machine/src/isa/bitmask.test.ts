import { expect, test } from 'vitest';
import { decodeBitmask, encodeBitmask } from './bitmask.js';

/** Every value that fields make, in the manner of the pseudocode. */
function allValues(width: 32 | 64): Set<bigint> {
  const values = new Set<bigint>();
  for (let bits = 0; bits < 0x2000; bits++) {
    const value = decodeBitmask({ N: bits >> 12, immr: (bits >> 6) & 63, imms: bits & 63 }, width);
    if (value !== undefined) values.add(value);
  }
  return values;
}

test('there are as many logical immediates as rotated runs of ones in elements of each size', () => {
  expect(allValues(64).size).toBe([2, 4, 8, 16, 32, 64].reduce((sum, size) => sum + size * (size - 1), 0));
  expect(allValues(32).size).toBe([2, 4, 8, 16, 32].reduce((sum, size) => sum + size * (size - 1), 0));
});

test.each([32, 64] as const)('each logical immediate of %i bits is encoded by fields that decode to it', (width) => {
  for (const value of allValues(width)) expect(decodeBitmask(encodeBitmask(value, width)!, width)).toBe(value);
});

test.each([0n, 5n, 0xffff_ffff_ffff_ffffn, 0x1234n])('%i is no logical immediate', (value) => {
  expect(encodeBitmask(value, 64)).toBeUndefined();
});
