export { Btf } from './btf.js';
export { printHeader } from './c/print.js';
export { functionModel, type FunctionModel, type ValueModel } from './function-model.js';
export type { BtfExt, CoreRelocation, FuncInfo, SourceLine } from './ext.js';
export { kernelBtf } from './kernel/kernel-btf.js';
export type { BtfType, BtfTypeOf, Member, Parameter, TypeId } from './types.js';
export { readBtf } from './read.js';
export { printValue, readValue, type BtfValue } from './value.js';
export { writeBtf } from './write.js';
