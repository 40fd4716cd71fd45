import { oracle } from '@tracelab/testing';
import { expect, test } from 'vitest';
import { decode } from '../../src/index.js';
import { leftOut } from '../../src/isa/left-out.js';
import { objdump } from './objdump.js';

test.each(leftOut)('$what: $example is undefined', ({ word }) => {
  expect(decode(word)).toBeUndefined();
});

oracle('aarch64-linux-gnu-objdump')('what the table leaves out', () => {
  test('are instructions for objdump', () => {
    const texts = objdump(leftOut.map(({ word }) => word)).map(({ text }) => text?.split('\t')[0]);
    expect(texts).toEqual(leftOut.map(({ example }) => example));
  });
});
