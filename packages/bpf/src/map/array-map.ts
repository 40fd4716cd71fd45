import { BpfArray } from '../layout.js';
import type { MapDefinition } from './definition.js';
import type { BpfHost } from './host.js';
import { ERRNO, indexKey, indexOf, KernelMap, requireRoutines, roundUp, type MapPlacement } from './kernel-map.js';
import { UPDATE } from './types.js';

const PAGE_SIZE = 4096;

/** The mask that keeps a mispredicted index inside: the next power of two, less one. */
function indexMask(maxEntries: number): number {
  return 2 ** Math.ceil(Math.log2(maxEntries)) - 1;
}

abstract class IndexedMap extends KernelMap {
  delete(): number {
    return ERRNO.einval;
  }

  update(key: Uint8Array, value: Uint8Array, flags: number = UPDATE.any): number {
    const index = indexOf(key);
    if (flags > UPDATE.exist) return ERRNO.einval;
    if (index >= this.definition.maxEntries) return ERRNO.e2big;
    if (flags === UPDATE.noexist) return ERRNO.eexist;
    this.write(index, value);
    return 0;
  }

  lookup(key: Uint8Array): Uint8Array | undefined {
    const index = indexOf(key);
    return index < this.definition.maxEntries ? this.read(index) : undefined;
  }

  *entries(): Generator<readonly [Uint8Array, Uint8Array]> {
    for (let index = 0; index < this.definition.maxEntries; index++) yield [indexKey(index), this.read(index)];
  }

  protected abstract read(index: number): Uint8Array;
  protected abstract write(index: number, value: Uint8Array): void;
}

/** kernel/bpf/arraymap.c: elements one after the other behind the structure. */
export class ArrayMap extends IndexedMap {
  constructor(host: BpfHost, definition: MapDefinition, placement: MapPlacement) {
    super(host, definition, allocate(host, definition), placement);
    const { memory } = host;
    BpfArray.elemSize.write(memory, this.map, this.stride);
    BpfArray.indexMask.write(memory, this.map, indexMask(definition.maxEntries));
    if (definition.initial) memory.writeBytes(this.value, definition.initial);
  }

  override get value(): bigint {
    return this.map + BigInt(BpfArray.value.offset);
  }

  protected read(index: number): Uint8Array {
    return this.host.memory.readBytes(this.#at(index), this.definition.valueSize);
  }

  protected write(index: number, value: Uint8Array): void {
    this.host.memory.writeBytes(this.#at(index), value.slice(0, this.definition.valueSize));
  }

  #at(index: number): bigint {
    return this.value + BigInt(index * this.stride);
  }
}

/**
 * array_map_alloc(): a map that user space may mmap, as libbpf makes all data sections, has its elements on pages of
 * their own, and the structure ends the page before.
 */
function allocate(host: BpfHost, { valueSize, maxEntries, initial, section }: MapDefinition): bigint {
  const size = roundUp(valueSize, 8) * maxEntries;
  const data = initial !== undefined || section !== undefined;
  if (!data) return host.kzalloc(BpfArray.structSize + size);
  const value = host.kzalloc(roundUp(size, PAGE_SIZE) + PAGE_SIZE, PAGE_SIZE) + BigInt(PAGE_SIZE);
  return value - BigInt(BpfArray.value.offset);
}

/** Of every element a pointer to memory on each CPU. */
export class PerCpuArrayMap extends IndexedMap {
  constructor(host: BpfHost, definition: MapDefinition, placement: MapPlacement) {
    requireRoutines(host, definition);
    const { maxEntries } = definition;
    super(host, definition, host.kzalloc(BpfArray.structSize + 8 * maxEntries), placement);
    BpfArray.elemSize.write(host.memory, this.map, this.stride);
    BpfArray.indexMask.write(host.memory, this.map, indexMask(maxEntries));
    for (let index = 0; index < maxEntries; index++)
      host.memory.write(this.#slot(index), 8, host.perCpuAlloc(this.stride, 8));
  }

  protected read(index: number): Uint8Array {
    return this.readPerCpu(this.host.memory.read(this.#slot(index), 8));
  }

  protected write(index: number, value: Uint8Array): void {
    this.writePerCpu(this.host.memory.read(this.#slot(index), 8), value);
  }

  #slot(index: number): bigint {
    return this.map + BigInt(BpfArray.value.offset + 8 * index);
  }
}

/** Programs to tail-call, by index: pointers to struct bpf_prog, or NULL. */
export class ProgArrayMap extends KernelMap {
  constructor(host: BpfHost, definition: MapDefinition, placement: MapPlacement) {
    super(host, definition, host.kzalloc(BpfArray.structSize + 8 * definition.maxEntries), placement);
    BpfArray.elemSize.write(host.memory, this.map, 4);
    BpfArray.indexMask.write(host.memory, this.map, indexMask(definition.maxEntries));
  }

  /** The program in a slot, as the address of its struct bpf_prog; 0 where there is none. */
  program(index: number): bigint {
    return this.host.memory.read(this.#slot(index), 8);
  }

  /** @returns 0, or E2BIG */
  setProgram(index: number, prog: bigint): number {
    if (index >= this.definition.maxEntries) return ERRNO.e2big;
    this.host.memory.write(this.#slot(index), 8, prog);
    return 0;
  }

  /** Values are file descriptors to user space, which there are none of here: {@link setProgram}. */
  lookup(): undefined {
    return undefined;
  }

  update(): number {
    return ERRNO.einval;
  }

  delete(key: Uint8Array): number {
    const index = indexOf(key);
    if (index >= this.definition.maxEntries) return ERRNO.e2big;
    if (this.program(index) === 0n) return ERRNO.enoent;
    return this.setProgram(index, 0n);
  }

  entries(): Iterable<never> {
    return [];
  }

  #slot(index: number): bigint {
    return this.map + BigInt(BpfArray.value.offset + 8 * index);
  }
}
