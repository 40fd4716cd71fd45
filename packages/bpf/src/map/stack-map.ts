import type { MapDefinition } from './definition.js';
import type { BpfHost } from './host.js';
import { ERRNO, indexKey, indexOf, KernelMap, requireRoutines, type MapPlacement } from './kernel-map.js';
import { BpfStackMap, StackMapBucket } from './layout.js';
import { Freelist } from './pcpu-freelist.js';

/** kernel/bpf/stackmap.c: stacks by the id that bpf_get_stackid() returned; a value is addresses, innermost first, then zeros. */
export class StackMap extends KernelMap {
  readonly #nBuckets: number;
  readonly #freelist: Freelist;

  constructor(host: BpfHost, definition: MapDefinition, placement: MapPlacement) {
    requireRoutines(host, definition);
    const { maxEntries, valueSize } = definition;
    const nBuckets = 2 ** Math.ceil(Math.log2(maxEntries));
    super(host, definition, host.kzalloc(BpfStackMap.structSize + 8 * nBuckets), placement);
    const { memory } = host;
    const size = StackMapBucket.structSize + valueSize;
    const elems = host.kzalloc(size * maxEntries);
    this.#nBuckets = nBuckets;
    BpfStackMap.nBuckets.write(memory, this.map, nBuckets);
    BpfStackMap.elems.write(memory, this.map, elems);
    this.#freelist = new Freelist(host, this.map + BigInt(BpfStackMap.freelist.offset));
    this.#freelist.populate(Array.from({ length: maxEntries }, (_, i) => elems + BigInt(size * i)));
  }

  lookup(key: Uint8Array): Uint8Array | undefined {
    const { memory } = this.host;
    const bucket = this.#bucket(indexOf(key));
    if (bucket === 0n) return undefined;
    const value = new Uint8Array(this.definition.valueSize);
    const length = Number(StackMapBucket.nr.read(memory, bucket)) * 8;
    value.set(memory.readBytes(bucket + BigInt(StackMapBucket.data.offset), length));
    return value;
  }

  update(): number {
    return ERRNO.einval;
  }

  delete(key: Uint8Array): number {
    const index = indexOf(key);
    if (index >= this.#nBuckets) return ERRNO.e2big;
    const bucket = this.#bucket(index);
    if (bucket === 0n) return ERRNO.enoent;
    this.host.memory.write(this.#slot(index), 8, 0n);
    this.#freelist.push(bucket);
    return 0;
  }

  *entries(): Generator<readonly [Uint8Array, Uint8Array]> {
    for (let index = 0; index < this.#nBuckets; index++) {
      const value = this.lookup(indexKey(index));
      if (value) yield [indexKey(index), value];
    }
  }

  #bucket(index: number): bigint {
    return index < this.#nBuckets ? this.host.memory.read(this.#slot(index), 8) : 0n;
  }

  #slot(index: number): bigint {
    return this.map + BigInt(BpfStackMap.buckets.offset + 8 * index);
  }
}
