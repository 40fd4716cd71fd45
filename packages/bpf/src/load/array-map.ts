import { BpfArray, BpfMap } from '../layout.js';
import { MAP_TYPE, type MapDefinition } from '../map/index.js';
import type { BpfHost } from './host.js';

const PAGE_SIZE = 4096;

/** A map in simulated memory. */
export interface ArrayMap {
  readonly definition: MapDefinition;
  /** struct bpf_array. */
  readonly map: bigint;
  /** Its first element. */
  readonly value: bigint;
}

/**
 * array_map_alloc() of a map that user space can mmap, as libbpf makes all data sections: the elements start a page of
 * their own, the structure ends the page before.
 */
export function createArrayMap(host: BpfHost, definition: MapDefinition): ArrayMap {
  const { memory } = host;
  const { keySize, valueSize, maxEntries, initial } = definition;
  const elementSize = Math.ceil(valueSize / 8) * 8;
  const pages = Math.ceil((elementSize * maxEntries) / PAGE_SIZE) + 1;
  const value = host.kzalloc(pages * PAGE_SIZE, PAGE_SIZE) + BigInt(PAGE_SIZE);
  const map = value - BigInt(BpfArray.value.offset);
  BpfMap.mapType.write(memory, map, MAP_TYPE.array);
  BpfMap.keySize.write(memory, map, keySize);
  BpfMap.valueSize.write(memory, map, valueSize);
  BpfMap.maxEntries.write(memory, map, maxEntries);
  BpfArray.elemSize.write(memory, map, elementSize);
  BpfArray.indexMask.write(memory, map, maxEntries - 1);
  if (initial) memory.writeBytes(value, initial);
  return { definition, map, value };
}
