export { DEFAULT_FEATURES, type JitFeatures } from './features.js';
export { jit, type JitFunction, type JitGroup, type JitTarget } from './jit.js';
export { moveAddress, moveImmediate64 } from './immediates.js';
export { sideBySide } from './side-by-side.js';
