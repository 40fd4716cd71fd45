import { kernelBtf } from '@tracelab/bpf';
import { linkKernel } from '@tracelab/kernel';
import { expect, test } from 'vitest';
import { runParts } from '../../src/run/boot.js';

test('every function that ftrace can hook has a prototype, whatever package it is of', () => {
  const without = linkKernel(runParts([])).mcount.filter(({ name }) => !kernelBtf().prototype(name));
  expect(without.map(({ name }) => name)).toEqual([]);
});
