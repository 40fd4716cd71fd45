import { baseParts, Kernel } from '@tracelab/kernel';
import { expect, test } from 'vitest';
import {
  bootBpf,
  BpfLoadError,
  bpfParts,
  createMap,
  MAP_FLAG,
  type MapDefinition,
} from '../../src/index.js';
import { requireMapType } from '../../src/map/limits.js';

const array: MapDefinition = { name: 'm', type: 'array', keySize: 4, valueSize: 8, maxEntries: 4, flags: 0 };
const kernel = new Kernel([baseParts, bpfParts]);
bootBpf(kernel);

function refusal(create: () => unknown): string {
  try {
    create();
  } catch (error) {
    if (error instanceof BpfLoadError) return error.message;
    throw error;
  }
  return 'created';
}

test.each([
  [{ keySize: 8 }, 'map "m": key_size 8: array maps need 4'],
  [{ valueSize: 0 }, 'map "m": value_size 0: array maps need at least 1'],
  [{ maxEntries: 0 }, 'map "m": max_entries 0: array maps need 1 to 2147483647'],
  [
    { maxEntries: 1_000_000 },
    'map "m": max_entries 1000000 of value_size 8: takes 8000000 bytes; a map may take 4194304',
  ],
  [{ type: 'hash', keySize: 513 }, 'map "m": key_size 513: hash maps need 1 to 512'],
  [
    { type: 'hash', flags: MAP_FLAG.noPrealloc },
    'map "m": map_flags 0x1: hash maps take numaNode, zeroSeed, rdonlyProg, wronlyProg, rdonly, wronly, and not 0x1',
  ],
  [{ type: 'percpu_array', valueSize: 32769 }, 'map "m": value_size 32769: percpu_array maps need 1 to 32768'],
  [{ type: 'prog_array', valueSize: 8 }, 'map "m": value_size 8: prog_array maps need 4'],
  [
    { type: 'stack_trace', valueSize: 1024 },
    'map "m": value_size 1024: stack_trace maps need a multiple of 8 up to 1016',
  ],
  [
    { type: 'ringbuf', keySize: 0, valueSize: 0, maxEntries: 5000 },
    'map "m": max_entries 5000: ringbuf maps need a power of two that is a multiple of 4096',
  ],
  [{ type: 'ringbuf', keySize: 4, valueSize: 0, maxEntries: 4096 }, 'map "m": key_size 4: ringbuf maps need 0'],
  [{ type: 'array', innerMap: array }, 'map "m": array holds no maps; maps of maps are not supported'],
] as const satisfies readonly (readonly [Partial<MapDefinition>, string])[])('%o is refused', (change, message) => {
  expect(refusal(() => createMap(kernel, { ...array, ...change }))).toBe(message);
});

test('types that the kernel has not, by number', () => {
  expect(refusal(() => requireMapType('m', 13))).toMatch(
    /^map "m": type 13 is not supported; one of hash \(1\), array \(2\), /,
  );
});

test('a kernel without the routines, and one without room', () => {
  expect(refusal(() => createMap(new Kernel([baseParts]), { ...array, type: 'hash' }))).toBe(
    'map "m": this kernel has no hash; link it with bpfParts',
  );
  const full = new Kernel([baseParts, bpfParts]);
  const messages = Array.from({ length: 4 }, () => refusal(() => createMap(full, { ...array, maxEntries: 500_000 })));
  expect(messages.at(-1)).toMatch(/^map "m": kmalloc: \d+ bytes do not fit/);
});

test('per-CPU memory grows by chunks, the same distance apart on every CPU', () => {
  const two = new Kernel([baseParts, bpfParts], { cpus: 2 });
  bootBpf(two);
  const map = createMap(two, { ...array, type: 'percpu_array', valueSize: 1000, maxEntries: 200 });
  const key = (index: number): Uint8Array => Uint8Array.of(index, 0, 0, 0);
  const value = (index: number): Uint8Array =>
    Uint8Array.from({ length: 2000 }, (_, at) => (at < 1000 ? index : 255 - index));
  for (let index = 0; index < 200; index++) expect(map.update(key(index), value(index))).toBe(0);
  for (let index = 0; index < 200; index++) expect(map.lookup(key(index))).toEqual(value(index));
  const slot = two.kzalloc(8);
  two.memory.write(slot, 4, 150n);
  const found = two.cluster.cores.map((core) =>
    two.memory.read(core.call('percpu_array_map_lookup_elem', [map.map, slot]), 1),
  );
  expect(found).toEqual([150n, 105n]);
});
