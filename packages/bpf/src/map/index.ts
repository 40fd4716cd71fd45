export { ProgArrayMap } from './array-map.js';
export { createMap } from './create.js';
export type { MapDefinition } from './definition.js';
export type { BpfHost } from './host.js';
export { ERRNO, KernelMap, type MapPlacement } from './kernel-map.js';
export { Ringbuf } from './ringbuf.js';
export { RingbufMap } from './ringbuf-map.js';
export { StackMap } from './stack-map.js';
export { MAP_FLAG, MAP_TYPE, UPDATE, type MapFlag, type MapType } from './types.js';
