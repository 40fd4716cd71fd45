import { baseParts, Kernel } from '@tracelab/kernel';
import { describe, expect, test } from 'vitest';
import { bpfParts } from '../../src/index.js';
import { jhash } from '../../src/map/jhash.js';

describe('jhash is lookup3', () => {
  const kernel = new Kernel([baseParts, bpfParts]);
  const onMachine = (bytes: Uint8Array, seed: number, symbol = 'jhash', length = bytes.length): number => {
    const at = kernel.kzalloc(128);
    kernel.memory.writeBytes(at, bytes);
    return Number(BigInt.asUintN(32, kernel.machine.call(symbol, [at, length, seed])));
  };

  test.each([
    ['', 0, 0xdeadbeef],
    ['', 0xdeadbeef, 0xbd5b7dde],
    ['Four score and seven years ago', 0, 0x17770551],
    ['Four score and seven years ago', 1, 0xcd628161],
  ])('"%s" with seed %i, as its author gives it (lookup3.c, driver5)', (text, seed, hash) => {
    const bytes = new TextEncoder().encode(text);
    expect([jhash(bytes, seed), onMachine(bytes, seed)]).toEqual([hash, hash]);
  });

  test('of every length the machine code and TypeScript agree; of whole words jhash2 does', () => {
    const bytes = Uint8Array.from({ length: 40 }, (_, n) => (n * 37 + 200) & 0xff);
    for (let length = 0; length <= bytes.length; length++) {
      const key = bytes.subarray(0, length);
      expect(onMachine(key, 77), `${length} bytes`).toBe(jhash(key, 77));
      if (length % 4 === 0) expect(onMachine(key, 77, 'jhash2', length / 4)).toBe(jhash(key, 77));
    }
  });
});
