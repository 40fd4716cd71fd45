import { oracle } from '@tracelab/testing';
import { expect, test } from 'vitest';
import { DEFAULT_FEATURES } from '../../src/jit/index.js';
import { corpus } from './corpus.js';
import { runUnderQemu } from './qemu.js';

oracle(
  'aarch64-linux-gnu-as',
  'aarch64-linux-gnu-ld',
  'qemu-aarch64',
)('bpf_conformance through the JIT, under qemu', () => {
  test.each([
    ['exclusive loops', DEFAULT_FEATURES],
    ['FEAT_LSE', { ...DEFAULT_FEATURES, lse: true }],
  ])('%s: all 313 programs', (_, features) => {
    const results = runUnderQemu(corpus, features);
    const wrong = corpus.flatMap(({ name, result }, index) => {
      const { r0 } = results[index]!;
      return r0 === result ? [] : [`${name}: 0x${r0.toString(16)}, expected 0x${result.toString(16)}`];
    });
    expect(wrong).toEqual([]);
    expect(results).toHaveLength(313);
  });
});
