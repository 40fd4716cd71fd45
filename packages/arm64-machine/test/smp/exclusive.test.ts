import { describe, expect, test } from 'vitest';
import { asm } from '../../src/asm/index.js';
import { EXCLUSIVE_GRANULE } from '../../src/cpu/cache-type.js';
import type { Machine } from '../../src/machine.js';
import { clusterOf, DATA } from './bench-cluster.js';

/** Core 0 reserves X0 + 64; then core 1 does `other`; gives W4 of core 0's STXR: 1 where it failed. */
function contend(other: string, exclusive: { load: string; store: string } = { load: 'ldxr w3, [x2]', store: 'stxr w4, w3, [x2]' }): bigint {
  const cluster = clusterOf(asm`
start0: add     x2, x0, #64
        ${exclusive.load}
        ${exclusive.store}
        hlt     #0
start1: ${other}
        hlt     #0
`, { cores: 2, features: ['lse', 'simd'] });
  const [zero, one] = cluster.cores as [Machine, Machine];
  zero.processor.step();
  zero.processor.step();
  while (one.processor.step() !== 'halt');
  zero.processor.step();
  return zero.state.getX(4);
}

test('a granule is 64 bytes', () => expect(EXCLUSIVE_GRANULE).toBe(64));

describe('a reservation is lost to', () => {
  test.each([
    ['a store to it', 'str wzr, [x0, #64]'],
    ['a store to the same value', 'ldr w3, [x0, #64]; str w3, [x0, #64]'],
    ['a byte at the start of the granule', 'strb wzr, [x0, #64]'],
    ['a byte at its end', 'strb wzr, [x0, #127]'],
    ['an unaligned store that reaches into it', 'str xzr, [x0, #57]'],
    ['the second half of a pair', 'stp xzr, xzr, [x0, #56]'],
    ['a store-release', 'add x2, x0, #64; stlr wzr, [x2]'],
    ['a store-exclusive', 'add x2, x0, #72; ldxr w3, [x2]; stxr w4, w3, [x2]'],
    ['an atomic', 'add x2, x0, #96; stadd wzr, [x2]'],
    ['a vector', 'str q0, [x0, #112]'],
    ['DC ZVA', 'add x2, x0, #100; dc zva, x2'],
  ])('%s', (_, other) => expect(contend(other)).toBe(1n));
});

describe('a reservation outlives', () => {
  test.each([
    ['a load', 'ldr w3, [x0, #64]'],
    ['a reservation by the other core', 'add x2, x0, #64; ldxr w3, [x2]; clrex'],
    ['a store-exclusive that fails', 'add x2, x0, #64; stxr w4, w3, [x2]'],
    ['a compare-and-swap that does not swap', 'add x2, x0, #64; mov w3, #1; cas w3, w4, [x2]'],
    ['a store below the granule', 'str xzr, [x0, #56]'],
    ['a store above it', 'str xzr, [x0, #128]'],
  ])('%s', (_, other) => expect(contend(other)).toBe(0n));
});

test('pairs are reserved as a whole', () => {
  const pair = { load: 'ldxp x3, x5, [x2]', store: 'stxp w4, x3, x5, [x2]' };
  expect(contend('nop', pair)).toBe(0n);
  expect(contend('strb wzr, [x0, #79]', pair)).toBe(1n);
});

test('the host stores as another core does', () => {
  const cluster = clusterOf(asm`
start:  ldxr    w3, [x0]
        stxr    w4, w3, [x0]
        hlt     #0
`, { cores: 1 });
  const [core] = cluster.cores as [Machine];
  core.processor.step();
  cluster.memory.write(DATA + 8n, 8, 1n);
  core.processor.step();
  expect(core.state.getX(4)).toBe(1n);
});
