export { Btf } from './btf.js';
export type { BtfType, BtfTypeOf, Member, Parameter, TypeId } from './types.js';
