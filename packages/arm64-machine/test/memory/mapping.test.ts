import { expect, test } from 'vitest';
import { Memory } from '../../src/memory/memory.js';

const BASE = 0x10_0000n;

test('a hole in the middle of a region leaves the bytes around it', () => {
  const memory = new Memory(1 << 20);
  memory.map({ name: 'region', base: BASE, size: 0x3000, perms: 'rw' });
  for (const page of [0n, 1n, 2n]) memory.write(BASE + 0x1000n * page, 8, page + 1n);
  memory.unmap(BASE + 0x1000n, 0x1000);
  expect(memory.read(BASE, 8)).toBe(1n);
  expect(() => memory.read(BASE + 0x1000n, 8)).toThrow('no memory for 8 bytes at 0x101000');
  expect(memory.read(BASE + 0x2000n, 8)).toBe(3n);
});

test('unmapped memory is used again, zeroed', () => {
  const memory = new Memory(0x4000); // three pages, and one for itself
  memory.map({ name: 'a', base: BASE, size: 0x3000, perms: 'rw' });
  memory.write(BASE, 8, 7n);
  expect(() => memory.map({ name: 'b', base: 2n * BASE, size: 0x1000, perms: 'rw' })).toThrow(
    "region b: 4096 bytes exceed the memory's capacity of 16384",
  );
  memory.unmap(BASE, 0x3000);
  memory.map({ name: 'b', base: 2n * BASE, size: 0x1000, perms: 'rw' });
  memory.map({ name: 'c', base: 3n * BASE, size: 0x2000, perms: 'rw' });
  expect(memory.read(2n * BASE, 8)).toBe(0n);
});

test('a device has no bytes', () => {
  const memory = new Memory(1 << 20);
  memory.map({ name: 'ram', base: BASE, size: 0x1000, perms: 'rw' });
  memory.map({ name: 'uart', base: 2n * BASE, size: 0x1000, perms: 'rw', device: { read: () => 5n, write: () => {} } });
  expect(memory.read(2n * BASE, 4)).toBe(5n);
  const message = 'region uart is a device: its registers are read and written one by one';
  expect(() => memory.readBytes(2n * BASE, 4)).toThrow(message);
  expect(() => memory.writeBytes(2n * BASE, new Uint8Array(4))).toThrow(message);
});

test('permissions of part of a region are its own', () => {
  const memory = new Memory(1 << 20);
  memory.map({ name: 'region', base: BASE, size: 0x3000, perms: 'rw' });
  const low = Number(BASE);
  memory.writeAt(low + 0x1000, 0, 8, 0);
  expect(memory.protect(BASE + 0x1000n, 0x1000, 'r')).toBe(true);
  expect(() => memory.writeAt(low + 0x1000, 0, 8, 0)).toThrow(memory.fault);
  expect(memory.fault).toMatchObject({ kind: 'permission', write: true });
  expect(memory.readAt(low + 0x1000, 0, 8, 0)).toBeGreaterThan(0);
  memory.writeAt(low + 0x2000, 0, 8, 0);
  expect(memory.protect(BASE, 0x4000, 'r')).toBe(false);
});

test('code that is unmapped or protected is reported as written', () => {
  const memory = new Memory(1 << 20);
  const reported: number[] = [];
  memory.onCodeWrite((low) => reported.push(low));
  memory.map({ name: 'code', base: BASE, size: 0x2000, perms: 'rx' });
  memory.watchCode(Number(BASE), 0);
  memory.protect(BASE + 0x1000n, 0x1000, 'r');
  memory.protect(BASE, 0x1000, 'rwx');
  memory.unmap(BASE, 0x1000);
  expect(reported).toEqual([Number(BASE), Number(BASE)]);
});
