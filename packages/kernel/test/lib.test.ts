import { asm } from '@tracelab/arm64-machine';
import { abortParts, baseParts, Kernel, libParts, routine, TaskStruct } from '../src/index.js';
import { describe, expect, test } from 'vitest';

const noPrograms = { routines: [routine('search_bpf_extables', asm`
        mov     x0, #0
        ret
`)] };
const kernel = new Kernel([baseParts, abortParts, libParts, noPrograms]);
const { machine, memory } = kernel;
const from = kernel.kzalloc(256);
const to = kernel.kzalloc(256);
const SIZES = [...Array.from({ length: 40 }, (_, n) => n), 47, 48, 49, 63, 64, 65, 100];
const pattern = Uint8Array.from({ length: 128 }, (_, n) => (n * 73 + 11) & 0xff);

describe('memory routines, at every length and some alignments', () => {
  test.each([0n, 1n, 7n])('memcpy and memset to an address %i bytes off write what they should, and nothing else', (off) => {
    memory.writeBytes(from, pattern);
    for (const size of SIZES) {
      for (const [name, second, bytes] of [['memcpy', from, pattern], ['memset', 0x1a5n, new Uint8Array(128).fill(0xa5)]] as const) {
        memory.writeBytes(to, new Uint8Array(160).fill(0xee));
        expect(machine.call(name, [to + off, second, size])).toBe(to + off);
        const expected = new Uint8Array(160).fill(0xee);
        expected.set(bytes.subarray(0, size), Number(off));
        expect(memory.readBytes(to, 160), `${name} of ${size}`).toEqual(expected);
      }
    }
  });

  test('memcmp: the first byte that differs decides', () => {
    memory.writeBytes(from, pattern);
    const sign = (size: number): number => Math.sign(Number(BigInt.asIntN(32, machine.call('memcmp', [to, from, size]))));
    for (const size of SIZES) {
      memory.writeBytes(to, pattern);
      expect(sign(size)).toBe(0);
      for (const at of [0, size >> 1, size - 1].filter((place) => place >= 0 && place < size)) {
        for (const change of [1, -1]) {
          const byte = pattern[at]!;
          if (byte + change < 0 || byte + change > 255) continue;
          memory.write(to + BigInt(at), 1, BigInt(byte + change));
          expect(sign(size), `${size} bytes, byte ${at}`).toBe(change);
          memory.write(to + BigInt(at), 1, BigInt(byte));
        }
      }
    }
  });
});

describe('a load of the kernel that faults', () => {
  const far = 0xffff_0000_dead_0000n;

  test('goes on behind it where the exception table says so', () => {
    expect(BigInt.asIntN(64, machine.call('copy_from_kernel_nofault', [to, far, 16]))).toBe(-14n);
    expect(machine.call('copy_from_kernel_nofault', [to, from, 15])).toBe(0n);
    expect(memory.readBytes(to, 15)).toEqual(pattern.subarray(0, 15));
    expect(TaskStruct.pagefaultDisabled.read(memory, kernel.initTask)).toBe(0n);
  });

  test('copies what is there up to the page that is not', () => {
    const end = memory.regionAt(from)!;
    const last = end.base + BigInt(end.size) - 8n;
    memory.write(last, 8, 0x1122_3344n);
    memory.writeBytes(to, new Uint8Array(16));
    expect(BigInt.asIntN(64, machine.call('copy_from_kernel_nofault', [to, last, 16]))).toBe(-14n);
    expect(memory.read(to, 8)).toBe(0x1122_3344n);
  });

  test('anywhere else stops the machine, which says where and what', () => {
    expect(() => new Kernel([baseParts, abortParts, libParts, noPrograms]).machine.call('memcpy', [to, far, 8])).toThrow(
      /the kernel gave up \(hlt #0x0: access to 0xffff0000dead0000 by the instruction at 0xffff/,
    );
  });
});

test('a lock is taken, and preemption comes back when it is released', () => {
  const lock = kernel.kzalloc(4);
  const preempt = (): bigint => memory.read(kernel.initTask + 8n, 4);
  const flags = machine.call('_raw_spin_lock_irqsave', [lock]);
  expect([memory.read(lock, 1), preempt()]).toEqual([1n, 1n]);
  machine.call('_raw_spin_unlock_irqrestore', [lock, flags]);
  expect([memory.read(lock, 4), preempt(), flags]).toEqual([0n, 0n, 0n]);
});
