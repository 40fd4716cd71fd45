/** enum bpf_map_type (linux/bpf.h): the maps that the lab's kernel has. */
export const MAP_TYPE = {
  hash: 1,
  array: 2,
  prog_array: 3,
  percpu_hash: 5,
  percpu_array: 6,
  stack_trace: 7,
  lru_hash: 9,
  ringbuf: 27,
} as const;
export type MapType = keyof typeof MAP_TYPE;

const names = new Map<number, MapType>(Object.entries(MAP_TYPE).map(([name, number]) => [number, name as MapType]));

/** The type of that number, or undefined where this kernel has none. */
export function mapTypeOf(number: number): MapType | undefined {
  return names.get(number);
}

/** map_flags of BPF_MAP_CREATE (linux/bpf.h). */
export const MAP_FLAG = {
  noPrealloc: 1 << 0,
  noCommonLru: 1 << 1,
  numaNode: 1 << 2,
  rdonly: 1 << 3,
  wronly: 1 << 4,
  stackBuildId: 1 << 5,
  zeroSeed: 1 << 6,
  rdonlyProg: 1 << 7,
  wronlyProg: 1 << 8,
  mmapable: 1 << 10,
} as const;
export type MapFlag = keyof typeof MAP_FLAG;

/** Flags of an update (linux/bpf.h). */
export const UPDATE = { any: 0, noexist: 1, exist: 2, lock: 4 } as const;
