import type { MapDefinition } from './definition.js';
import type { BpfHost } from './host.js';
import { jhash } from './jhash.js';
import { ERRNO, KernelMap, requireRoutines, roundUp, type MapPlacement } from './kernel-map.js';
import { BpfHtab, Bucket, HASHTAB_MAP_LOCK_COUNT, HtabElem } from './layout.js';
import { LruList } from './lru-list.js';
import { Freelist } from './pcpu-freelist.js';
import { UPDATE } from './types.js';

/** Seed of the hash unless the map asks for zero; Linux takes a random one. */
const HASHRND = 0x5eed_ba5e;

/** The end of a bucket's chain: odd, with the bucket's number. */
const nulls = (bucket: number): bigint => BigInt(2 * bucket + 1);
const isNulls = (pointer: bigint): boolean => (pointer & 1n) === 1n;

/** What the elements of a table that are in no chain wait on. */
interface Spare {
  take(hash: number): bigint | undefined;
  giveBack(element: bigint): void;
}

/** kernel/bpf/hashtab.c: a table of chains; all elements exist from the start. */
export class HtabMap extends KernelMap {
  readonly #nBuckets: number;
  readonly #hashrnd: number;
  readonly #buckets: bigint;
  readonly #spare: Spare;

  constructor(host: BpfHost, definition: MapDefinition, placement: MapPlacement) {
    requireRoutines(host, definition);
    super(host, definition, host.kzalloc(BpfHtab.structSize), placement);
    const { memory } = host;
    const { keySize, maxEntries, type, flags } = definition;
    this.#nBuckets = 2 ** Math.ceil(Math.log2(maxEntries));
    this.#hashrnd = flags & 64 ? 0 : HASHRND;
    this.#buckets = host.kzalloc(this.#nBuckets * Bucket.structSize);
    for (let i = 0; i < this.#nBuckets; i++) Bucket.head.write(memory, this.#bucket(i), nulls(i));

    const elemSize = HtabElem.structSize + roundUp(keySize, 8) + (this.#perCpu ? 8 : this.stride);
    const extra = type === 'hash' ? host.tasks.length : 0;
    const elems = host.kzalloc(elemSize * (maxEntries + extra));
    const elements = Array.from({ length: maxEntries + extra }, (_, i) => elems + BigInt(elemSize * i));
    if (this.#perCpu) for (const one of elements) memory.write(this.#value(one), 8, host.perCpuAlloc(this.stride, 8));

    BpfHtab.buckets.write(memory, this.map, this.#buckets);
    BpfHtab.elems.write(memory, this.map, elems);
    BpfHtab.nBuckets.write(memory, this.map, this.#nBuckets);
    BpfHtab.elemSize.write(memory, this.map, elemSize);
    BpfHtab.hashrnd.write(memory, this.map, this.#hashrnd);
    for (let i = 0; i < HASHTAB_MAP_LOCK_COUNT; i++) {
      memory.write(this.map + BigInt(BpfHtab.mapLocked.at(i)), 8, host.perCpuAlloc(4, 4));
    }
    this.#spare = type === 'lru_hash' ? this.#lru(elements) : this.#freelist(elements.slice(0, maxEntries));
    if (extra) this.#keepExtra(elements.slice(maxEntries));
  }

  lookup(key: Uint8Array): Uint8Array | undefined {
    const element = this.#find(key).element;
    return element === undefined ? undefined : this.#read(element);
  }

  update(key: Uint8Array, value: Uint8Array, flags: number = UPDATE.any): number {
    if (flags > UPDATE.exist) return ERRNO.einval;
    const { hash, bucket, element } = this.#find(key);
    if (element !== undefined && flags === UPDATE.noexist) return ERRNO.eexist;
    if (element === undefined && flags === UPDATE.exist) return ERRNO.enoent;
    if (element !== undefined) {
      this.#write(element, value);
      return 0;
    }
    const fresh = this.#spare.take(hash);
    if (fresh === undefined) return ERRNO.e2big;
    const { memory } = this.host;
    memory.writeBytes(fresh + BigInt(HtabElem.key.offset), key.slice(0, this.definition.keySize));
    HtabElem.hash.write(memory, fresh, hash);
    this.#write(fresh, value);
    this.#link(fresh, bucket);
    return 0;
  }

  delete(key: Uint8Array): number {
    const { element } = this.#find(key);
    if (element === undefined) return ERRNO.enoent;
    this.#unlink(element);
    this.#spare.giveBack(element);
    return 0;
  }

  *entries(): Generator<readonly [Uint8Array, Uint8Array]> {
    const { memory } = this.host;
    for (let i = 0; i < this.#nBuckets; i++) {
      for (const element of this.#chain(this.#bucket(i))) {
        const key = memory.readBytes(element + BigInt(HtabElem.key.offset), this.definition.keySize);
        yield [key, this.#read(element)];
      }
    }
  }

  get #perCpu(): boolean {
    return this.definition.type === 'percpu_hash';
  }

  #bucket(index: number): bigint {
    return this.#buckets + BigInt(index * Bucket.structSize);
  }

  #value(element: bigint): bigint {
    const { keySize } = this.definition;
    // htab_elem_set_ptr() of v6.1 does not round.
    return element + BigInt(HtabElem.key.offset + (this.#perCpu ? keySize : roundUp(keySize, 8)));
  }

  #read(element: bigint): Uint8Array {
    const { memory } = this.host;
    const at = this.#value(element);
    return this.#perCpu ? this.readPerCpu(memory.read(at, 8)) : memory.readBytes(at, this.definition.valueSize);
  }

  #write(element: bigint, value: Uint8Array): void {
    const { memory } = this.host;
    const at = this.#value(element);
    if (this.#perCpu) this.writePerCpu(memory.read(at, 8), value);
    else memory.writeBytes(at, value.slice(0, this.definition.valueSize));
  }

  *#chain(bucket: bigint): Generator<bigint> {
    const { memory } = this.host;
    for (let at = Bucket.head.read(memory, bucket); !isNulls(at); at = HtabElem.next.read(memory, at)) yield at;
  }

  #find(key: Uint8Array): { hash: number; bucket: bigint; element: bigint | undefined } {
    const { memory } = this.host;
    const own = key.slice(0, this.definition.keySize);
    const hash = jhash(own, this.#hashrnd);
    const bucket = this.#bucket(hash & (this.#nBuckets - 1));
    for (const element of this.#chain(bucket)) {
      const theirs = memory.readBytes(element + BigInt(HtabElem.key.offset), own.length);
      if (own.every((byte, i) => byte === theirs[i])) return { hash, bucket, element };
    }
    return { hash, bucket, element: undefined };
  }

  /** hlist_nulls_add_head_rcu() */
  #link(element: bigint, bucket: bigint): void {
    const { memory } = this.host;
    const first = Bucket.head.read(memory, bucket);
    HtabElem.next.write(memory, element, first);
    HtabElem.pprev.write(memory, element, bucket);
    Bucket.head.write(memory, bucket, element);
    if (!isNulls(first)) HtabElem.pprev.write(memory, first, element);
  }

  /** hlist_nulls_del_rcu() */
  #unlink(element: bigint): void {
    const { memory } = this.host;
    const next = HtabElem.next.read(memory, element);
    const pprev = HtabElem.pprev.read(memory, element);
    memory.write(pprev, 8, next);
    if (!isNulls(next)) HtabElem.pprev.write(memory, next, pprev);
  }

  #freelist(elements: readonly bigint[]): Spare {
    const node = BigInt(HtabElem.pprev.offset);
    const list = new Freelist(this.host, this.map + BigInt(BpfHtab.freelist.offset));
    list.populate(elements.map((one) => one + node));
    return {
      take: () => {
        const taken = list.pop();
        return taken === undefined ? undefined : taken - node;
      },
      giveBack: (element) => list.push(element + node),
    };
  }

  #lru(elements: readonly bigint[]): Spare {
    const node = BigInt(HtabElem.lruNode.offset);
    const list = new LruList(
      this.host,
      elements.map((one) => one + node),
    );
    BpfHtab.lru.write(this.host.memory, this.map, list.address);
    return {
      take: () => {
        const taken = list.take((one) => this.#unlink(one - node));
        return taken === undefined ? undefined : taken - node;
      },
      giveBack: (element) => list.free(element + node),
    };
  }

  /** alloc_extra_elems(): one in reserve for each CPU. */
  #keepExtra(elements: readonly bigint[]): void {
    const { memory } = this.host;
    const slot = this.host.perCpuAlloc(8, 8);
    BpfHtab.extraElems.write(memory, this.map, slot);
    elements.forEach((element, cpu) => memory.write(this.host.perCpuAddress(slot, cpu), 8, element));
  }
}
