export { bootBpf } from './boot.js';
export { LoadedObject } from './loaded-object.js';
export type { Program } from './program.js';
export type { LoadOptions } from './program-loader.js';
export { readTrace, type TraceLine } from './trace.js';
export { unusedSymbol } from './unused-symbol.js';
