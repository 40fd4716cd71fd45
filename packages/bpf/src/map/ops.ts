import { data, initialiser, type DataObject } from '@tracelab/kernel';
import { BpfMapOps } from './layout.js';
import type { MapType } from './types.js';

/** The functions of a type that programs call; what is left out, no program can call on it. */
export interface MapOperations {
  readonly lookup?: string;
  readonly update?: string;
  readonly delete?: string;
  readonly forEach?: string;
}

const array = { update: 'array_map_update_elem', delete: 'array_map_delete_elem', forEach: 'bpf_for_each_array_elem' };

/** struct bpf_map_ops of each type, by the symbols in it. */
export const MAP_OPERATIONS: Readonly<Record<MapType, MapOperations>> = {
  array: { lookup: 'array_map_lookup_elem', ...array },
  percpu_array: { lookup: 'percpu_array_map_lookup_elem', ...array },
  hash: {
    lookup: 'htab_map_lookup_elem',
    update: 'htab_map_update_elem',
    delete: 'htab_map_delete_elem',
    forEach: 'bpf_for_each_hash_elem',
  },
  percpu_hash: {
    lookup: 'htab_percpu_map_lookup_elem',
    update: 'htab_percpu_map_update_elem',
    delete: 'htab_map_delete_elem',
    forEach: 'bpf_for_each_hash_elem',
  },
  lru_hash: {
    lookup: 'htab_lru_map_lookup_elem',
    update: 'htab_lru_map_update_elem',
    delete: 'htab_lru_map_delete_elem',
    forEach: 'bpf_for_each_hash_elem',
  },
  prog_array: {},
  stack_trace: {},
  ringbuf: {},
};

/** The symbol of a type's operations. */
export const opsSymbol = (type: MapType): string => `${type}_map_ops`;

export const mapOps: readonly DataObject[] = (Object.keys(MAP_OPERATIONS) as MapType[]).map((type) => {
  const { lookup = 0, update = 0, delete: remove = 0, forEach = 0 } = MAP_OPERATIONS[type];
  const values = { mapLookupElem: lookup, mapUpdateElem: update, mapDeleteElem: remove, mapForEachCallback: forEach };
  return data(opsSymbol(type), initialiser(BpfMapOps, values), 8);
});
