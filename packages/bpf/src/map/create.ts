import { ArrayMap, PerCpuArrayMap, ProgArrayMap } from './array-map.js';
import { BpfLoadError } from '../load-error.js';
import type { MapDefinition } from './definition.js';
import type { BpfHost } from './host.js';
import { HtabMap } from './htab-map.js';
import type { KernelMap, MapPlacement } from './kernel-map.js';
import { checkDefinition } from './limits.js';
import { RingbufMap } from './ringbuf-map.js';
import { StackMap } from './stack-map.js';
import type { MapType } from './types.js';

type Constructor = new (host: BpfHost, definition: MapDefinition, placement: MapPlacement) => KernelMap;

const CLASSES: Readonly<Record<MapType, Constructor>> = {
  array: ArrayMap,
  percpu_array: PerCpuArrayMap,
  prog_array: ProgArrayMap,
  hash: HtabMap,
  lru_hash: HtabMap,
  percpu_hash: HtabMap,
  ringbuf: RingbufMap,
  stack_trace: StackMap,
};

/** BPF_MAP_CREATE. @throws BpfLoadError where its limits, or the kernel, do not allow it */
export function createMap(host: BpfHost, definition: MapDefinition, placement: MapPlacement = {}): KernelMap {
  checkDefinition(definition);
  try {
    return new CLASSES[definition.type](host, definition, placement);
  } catch (error) {
    // kmalloc and alloc_percpu say what they have no room for.
    if (error instanceof BpfLoadError || !(error instanceof Error)) throw error;
    throw new BpfLoadError(`map "${definition.name}": ${error.message}`);
  }
}
