import { describe, expect, test } from 'vitest';
import { FtraceHash, hashEntries, hashLong, makeHash } from '../src/index.js';
import { TracingKernel } from './tracing-kernel.js';

const kernel = new TracingKernel({ regs: 'on', ops: 'shared-op' });
const { machine, memory } = kernel;
const lookUp = (ip: bigint, { notrace = 0n, filter = 0n }): bigint =>
  machine.call('hash_contains_ip', [ip, notrace, filter]);

describe('a filter hash', () => {
  const ips = Array.from({ length: 1000 }, (_, i) => 0xffff_8000_0801_0000n + BigInt(i * 24));
  const hash = makeHash(kernel, ips);

  test('has about half as many buckets as entries, and one for one', () => {
    const bits = (count: number): bigint => FtraceHash.sizeBits.read(memory, makeHash(kernel, ips.slice(0, count)));
    expect([1, 2, 3, 4, 7, 8, 1000].map(bits)).toEqual([0n, 1n, 1n, 2n, 2n, 3n, 9n]);
    expect(FtraceHash.count.read(memory, hash)).toBe(1000n);
  });

  test('holds what was put in', () => {
    expect(hashEntries(kernel, hash).sort()).toEqual(ips);
  });

  test('is read by hash_contains_ip as it was written', () => {
    for (const ip of ips) {
      expect(lookUp(ip, { filter: hash })).toBe(1n);
      expect(lookUp(ip + 4n, { filter: hash })).toBe(0n);
    }
  });

  test('as notrace hash excludes', () => {
    expect(lookUp(ips[7]!, { notrace: hash })).toBe(0n);
    expect(lookUp(ips[7]! + 4n, { notrace: hash })).toBe(1n);
    expect(lookUp(ips[7]!, { notrace: hash, filter: hash })).toBe(0n);
  });

  test('that is absent or empty lets everything through', () => {
    const empty = makeHash(kernel, []);
    expect(empty).toBe(kernel.symbols.lookup('empty_hash'));
    expect(lookUp(1n, {})).toBe(1n);
    expect(lookUp(1n, { notrace: empty, filter: empty })).toBe(1n);
  });
});

test('hash_long is the top of the product with 2⁶⁴ / φ²', () => {
  expect(hashLong(1n, 64)).toBe(0x61c8864680b583ebn);
  expect(hashLong(1n, 4)).toBe(6n);
  expect(hashLong(0xffff_8000_0801_0000n, 0)).toBe(0n);
});
