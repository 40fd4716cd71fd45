import { Random } from '@tracelab/arm64-machine';
import { baseParts, Kernel } from '@tracelab/kernel';
import { expect, test } from 'vitest';
import { bsearch } from '../src/kprobe-multi/bsearch.js';
import { bpfKprobeMultiCookieCmp } from '../src/kprobe-multi/helpers.js';

test.each([0, 1, 2, 3, 7, 8, 100])('bsearch finds each of %i addresses, and none that is not there', (count) => {
  const kernel = new Kernel([baseParts, { routines: [bsearch, bpfKprobeMultiCookieCmp] }]);
  const { machine, memory, symbols } = kernel;
  const random = new Random(count);
  const values = [...new Set(Array.from({ length: count }, () => BigInt.asUintN(64, BigInt(random.below(2 ** 31)) << BigInt(2 * random.below(17)))))];
  values.sort((a, b) => (a < b ? -1 : 1));
  const key = kernel.kzalloc(8);
  const at = kernel.kzalloc(8 * count + 8);
  values.forEach((value, n) => memory.write(at + BigInt(8 * n), 8, value));
  const find = (value: bigint): bigint => {
    memory.write(key, 8, value);
    return machine.call('bsearch', [key, at, BigInt(values.length), 8n, symbols.lookup('__bpf_kprobe_multi_cookie_cmp')]);
  };
  expect(values.map(find)).toEqual(values.map((_, n) => at + BigInt(8 * n)));
  const absent = values.flatMap((value) => [value - 1n, value + 1n]).filter((value) => value >= 0n && !values.includes(value));
  expect([...absent, (1n << 64n) - 1n].map(find).filter((found) => found !== 0n)).toEqual([]);
});
