export { Btf } from './btf.js';
export { BtfBuilder } from './builder.js';
export { printDeclaration, printHeader } from './c/print.js';
export { functionModel, type FunctionModel, type ValueModel } from './function-model.js';
export { parseBtfExt, type BtfExt, type CoreRelocation, type FuncInfo, type SourceLine } from './ext.js';
export { declaredBtf, kernelBtf } from './kernel/kernel-btf.js';
export { btfStrings } from './parse.js';
export type { BtfType, BtfTypeOf, Member, Parameter, TypeId } from './types.js';
export { writeBtf } from './write.js';
