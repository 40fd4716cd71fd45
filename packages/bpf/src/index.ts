export * from './btf/index.js';
export * from './insn/index.js';
export * from './layout.js';
export * from './load/index.js';
export * from './interpreter/index.js';
export * from './jit/index.js';
export { BpfLoadError } from './load-error.js';
export * from './object/index.js';
export { triggerObject } from './programs/trigger.generated.js';
