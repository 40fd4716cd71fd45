export { Btf } from './btf.js';
export { btfStrings } from './parse.js';
export { parseBtfExt, type BtfExt, type CoreRelocation, type FuncInfo, type SourceLine } from './ext.js';
export type { BtfType, BtfTypeOf, Member, Parameter, TypeId } from './types.js';
