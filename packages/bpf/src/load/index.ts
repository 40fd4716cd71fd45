export type { ArrayMap } from './array-map.js';
export type { BpfHost } from './host.js';
export { LoadedObject, type LoadOptions, type Program } from './loaded-object.js';
