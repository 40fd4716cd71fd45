import type { MapDefinition } from '../map/definition.js';
import { ERRNO } from '../map/kernel-map.js';
import { UPDATE } from '../map/types.js';
import { LruModel } from './lru-model.js';

/** Where a reference map's values live. */
export interface Storage {
  /** Zeroed bytes, at a multiple of 8. */
  allocate(size: number): bigint;
  writeBytes(address: bigint, bytes: Uint8Array): void;
}

interface Element {
  readonly value: bigint;
  readonly lru: ReturnType<LruModel<string>['take']> | undefined;
}

const ENOMEM = -12;
const hex = (key: Uint8Array): string => [...key].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/**
 * What programs may expect of a map, without any of the kernel's structures: the yardstick for them. Arrays have all their
 * elements, tables those that were put in; of a per-CPU map there is one CPU.
 */
export class ReferenceMap {
  readonly definition: MapDefinition;
  readonly #storage: Storage;
  readonly #elements = new Map<string, Element>();
  readonly #lru: LruModel<string> | undefined;
  readonly #first: bigint;

  constructor(definition: MapDefinition, storage: Storage) {
    this.definition = definition;
    this.#storage = storage;
    const { type, maxEntries, initial } = definition;
    this.#first = this.#indexed ? storage.allocate(maxEntries * this.#stride) : 0n;
    if (initial) storage.writeBytes(this.#first, initial);
    this.#lru = type === 'lru_hash' ? new LruModel(maxEntries) : undefined;
  }

  /** Address of the first element of an array. */
  get value(): bigint {
    return this.#first;
  }

  /** Address of the value, 0 where there is none. An LRU table's element counts as used then. */
  lookup(key: Uint8Array): bigint {
    if (this.#indexed) return this.#indexOf(key) < this.definition.maxEntries ? this.#at(this.#indexOf(key)) : 0n;
    const element = this.#elements.get(hex(key));
    if (!element) return 0n;
    if (element.lru) this.#lru!.refer(element.lru);
    return element.value;
  }

  /** @returns 0 or a negative errno, as the helper does */
  update(key: Uint8Array, value: Uint8Array, flags: bigint): number {
    if (flags > UPDATE.exist) return ERRNO.einval;
    if (this.#indexed) return this.#write(this.#indexOf(key), value, flags);
    return this.#lru ? this.#updateLru(this.#lru, hex(key), value, flags) : this.#updateHash(hex(key), value, flags);
  }

  delete(key: Uint8Array): number {
    if (this.#indexed) return ERRNO.einval;
    const element = this.#elements.get(hex(key));
    if (!element) return ERRNO.enoent;
    this.#elements.delete(hex(key));
    if (element.lru) this.#lru!.release(element.lru);
    return 0;
  }

  /** Keys in hex, and where their values are; of arrays all, in the order of their indices. */
  *entries(): Generator<readonly [key: string, value: bigint]> {
    if (!this.#indexed) {
      for (const [key, { value }] of this.#elements) yield [key, value];
      return;
    }
    for (let index = 0; index < this.definition.maxEntries; index++) {
      const key = new Uint8Array(4);
      new DataView(key.buffer).setUint32(0, index, true);
      yield [hex(key), this.#at(index)];
    }
  }

  get #indexed(): boolean {
    return this.definition.type === 'array' || this.definition.type === 'percpu_array';
  }

  get #stride(): number {
    return Math.ceil(this.definition.valueSize / 8) * 8;
  }

  #indexOf(key: Uint8Array): number {
    return new DataView(key.buffer, key.byteOffset, 4).getUint32(0, true);
  }

  #at(index: number): bigint {
    return this.#first + BigInt(index * this.#stride);
  }

  #write(index: number, value: Uint8Array, flags: bigint): number {
    if (index >= this.definition.maxEntries) return ERRNO.e2big;
    if (flags === BigInt(UPDATE.noexist)) return ERRNO.eexist;
    this.#storage.writeBytes(this.#at(index), value);
    return 0;
  }

  #check(old: Element | undefined, flags: bigint): number {
    if (old && flags === BigInt(UPDATE.noexist)) return ERRNO.eexist;
    return !old && flags === BigInt(UPDATE.exist) ? ERRNO.enoent : 0;
  }

  #updateHash(key: string, value: Uint8Array, flags: bigint): number {
    const old = this.#elements.get(key);
    const error = this.#check(old, flags);
    if (error) return error;
    if (!old && this.#elements.size === this.definition.maxEntries) return ERRNO.e2big;
    // Another place for the new value, but of a per-CPU table, where the element stays.
    const reused = old && this.definition.type === 'percpu_hash';
    this.#put(key, value, reused ? old : { value: this.#storage.allocate(this.#stride), lru: undefined });
    return 0;
  }

  #updateLru(lru: LruModel<string>, key: string, value: Uint8Array, flags: bigint): number {
    const node = lru.take(key, (victim) => this.#elements.delete(victim));
    if (!node) return ENOMEM;
    const old = this.#elements.get(key);
    const error = this.#check(old, flags);
    if (error) {
      lru.release(node);
      return error;
    }
    this.#put(key, value, { value: this.#storage.allocate(this.#stride), lru: node });
    if (old) {
      lru.refer(node);
      lru.release(old.lru!);
    }
    return 0;
  }

  #put(key: string, value: Uint8Array, element: Element): void {
    this.#elements.delete(key);
    this.#elements.set(key, element);
    this.#storage.writeBytes(element.value, value);
  }
}
