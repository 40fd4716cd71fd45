import { Random } from '@tracelab/arm64-machine';
import { baseParts, Kernel } from '@tracelab/kernel';
import { describe, expect, test } from 'vitest';
import { bootBpf, bpfParts, createMap, type MapDefinition } from '../../src/index.js';
import { ReferenceMap } from '../../src/interpreter/reference-map.js';
import { MAP_OPERATIONS } from '../../src/map/ops.js';

const SEED = Number(process.env['SEED'] ?? 20221108);
const STEPS = 800;

const types = [
  { type: 'array', keySize: 4, valueSize: 12, maxEntries: 10 },
  { type: 'percpu_array', keySize: 4, valueSize: 16, maxEntries: 5 },
  { type: 'hash', keySize: 8, valueSize: 8, maxEntries: 16 },
  { type: 'hash', keySize: 13, valueSize: 40, maxEntries: 11 },
  { type: 'percpu_hash', keySize: 4, valueSize: 24, maxEntries: 8 },
  { type: 'lru_hash', keySize: 4, valueSize: 8, maxEntries: 16 },
  { type: 'lru_hash', keySize: 20, valueSize: 4, maxEntries: 7 },
] as const satisfies readonly Partial<MapDefinition>[];

/** A map in the kernel with operations called as programs call them, and the plain model beside it. */
class Pair {
  readonly kernel = new Kernel([baseParts, bpfParts]);
  readonly model: ReferenceMap;
  readonly real;
  readonly #definition: MapDefinition;
  readonly #key = this.kernel.kzalloc(512);
  readonly #value = this.kernel.kzalloc(512);

  constructor(sizes: (typeof types)[number]) {
    const definition: MapDefinition = { name: 'm', flags: 0, ...sizes };
    this.#definition = definition;
    bootBpf(this.kernel);
    this.real = createMap(this.kernel, definition);
    this.model = new ReferenceMap(definition, {
      allocate: (size) => this.kernel.kzalloc(size),
      writeBytes: (address, bytes) => this.kernel.memory.writeBytes(address, bytes),
    });
  }

  /** The value as a look-up of a program finds it, and as the model has it. */
  lookup(key: Uint8Array): [string, string] {
    const found = this.#call('lookup', key);
    return [this.#bytes(found), this.#bytes(this.model.lookup(key))];
  }

  update(key: Uint8Array, value: Uint8Array, flags: bigint): [bigint, bigint] {
    this.kernel.memory.writeBytes(this.#value, value);
    return [
      this.#call('update', key, this.#value, flags),
      BigInt.asUintN(64, BigInt(this.model.update(key, value, flags))),
    ];
  }

  delete(key: Uint8Array): [bigint, bigint] {
    return [this.#call('delete', key), BigInt.asUintN(64, BigInt(this.model.delete(key)))];
  }

  /** All elements, sorted, as the system call sees them and as the model has them. */
  contents(): [string[], string[]] {
    const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
    const { valueSize } = this.#definition;
    return [
      [...this.real.entries()].map(([key, value]) => `${hex(key)}=${hex(value.slice(0, valueSize))}`).sort(),
      [...this.model.entries()].map(([key, at]) => `${key}=${this.#bytes(at)}`).sort(),
    ];
  }

  #call(operation: 'lookup' | 'update' | 'delete', key: Uint8Array, ...rest: bigint[]): bigint {
    this.kernel.memory.writeBytes(this.#key, key);
    const symbol = MAP_OPERATIONS[this.#definition.type][operation]!;
    return this.kernel.machine.call(symbol, [this.real.map, this.#key, ...rest]);
  }

  #bytes(address: bigint): string {
    return address === 0n
      ? 'none'
      : Buffer.from(this.kernel.memory.readBytes(address, this.#definition.valueSize)).toString('hex');
  }
}

describe(`random operations against a plain model, seed ${SEED}`, () => {
  test.each(types)('$type, keys of $keySize and values of $valueSize bytes', (sizes) => {
    const random = new Random(SEED);
    const pair = new Pair(sizes);
    const indexed = sizes.type === 'array' || sizes.type === 'percpu_array';
    // Few keys, so that they are met again; more than there is room for.
    const keys = Array.from({ length: sizes.maxEntries + (sizes.maxEntries >> 1) }, (_, n) => {
      const key = new Uint8Array(sizes.keySize).fill(indexed ? 0 : 0xa5);
      new DataView(key.buffer).setUint32(0, indexed ? n : n * 0x9e3779b1, true);
      return key;
    });
    const value = (): Uint8Array => Uint8Array.from({ length: sizes.valueSize }, () => random.below(256));
    for (let step = 0; step < STEPS; step++) {
      const key = random.among(keys);
      const [real, model] = random.among([
        () => pair.lookup(key),
        () => pair.lookup(key),
        () => pair.update(key, value(), BigInt(random.below(10) === 0 ? 3 : random.below(3))),
        () => pair.update(key, value(), 0n),
        () => pair.delete(key),
      ])();
      expect(real, `step ${step}`).toBe(model);
      if (step % 100 === 99) {
        const [have, want] = pair.contents();
        expect(have, `contents after step ${step}`).toEqual(want);
      }
    }
  });
});
