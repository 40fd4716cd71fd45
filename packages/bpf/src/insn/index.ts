export { assembleBpf, type AssembleOptions } from './assemble.js';
export { decodeProgram } from './decode.js';
export { HELPERS, helperName } from './helpers.js';
export type { Operation, OperationOf, Source } from './operation.js';
export { printOperation } from './print.js';
export { readSlots, writeSlots, type Slot } from './slot.js';
