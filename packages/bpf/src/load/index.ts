export { bootBpf } from './boot.js';
export { LoadedObject, type LoadOptions, type Program } from './loaded-object.js';
export { readTrace, type TraceLine } from './trace.js';
export { unusedSymbol } from './unused-symbol.js';
