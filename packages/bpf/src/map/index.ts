export type { MapDefinition } from './definition.js';
export { checkDefinition, MAX_STACK_DEPTH, requireMapType } from './limits.js';
export { MAP_FLAG, MAP_TYPE, mapTypeOf, UPDATE, type MapFlag, type MapType } from './types.js';
