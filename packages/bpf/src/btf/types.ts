/** A type's number: its place in the type section, from 1; 0 is void. */
export type TypeId = number;

export interface Member {
  readonly name: string;
  readonly type: TypeId;
  /** From the start of the structure. */
  readonly bitOffset: number;
  /** Of a bit field; 0 otherwise. */
  readonly bitSize: number;
}

export interface Parameter {
  readonly name: string;
  readonly type: TypeId;
}

/** The types of Documentation/bpf/btf.rst. */
export type BtfType =
  | { readonly kind: 'int'; name: string; size: number; signed: boolean; char: boolean; bool: boolean; bits: number }
  | { readonly kind: 'float'; name: string; size: number }
  | { readonly kind: 'ptr'; type: TypeId }
  | { readonly kind: 'array'; type: TypeId; indexType: TypeId; length: number }
  | { readonly kind: 'struct' | 'union'; name: string; size: number; members: readonly Member[] }
  | {
      readonly kind: 'enum' | 'enum64';
      name: string;
      size: number;
      signed: boolean;
      values: readonly { readonly name: string; readonly value: bigint }[];
    }
  | { readonly kind: 'fwd'; name: string; union: boolean }
  | { readonly kind: 'typedef' | 'volatile' | 'const' | 'restrict' | 'typeTag'; name: string; type: TypeId }
  | { readonly kind: 'declTag'; name: string; type: TypeId; component: number }
  | { readonly kind: 'func'; name: string; type: TypeId; linkage: 'static' | 'global' | 'extern' }
  | { readonly kind: 'funcProto'; returns: TypeId; parameters: readonly Parameter[]; variadic: boolean }
  | { readonly kind: 'var'; name: string; type: TypeId; linkage: 'static' | 'global' | 'extern' }
  | {
      readonly kind: 'datasec';
      name: string;
      size: number;
      variables: readonly { readonly type: TypeId; readonly offset: number; readonly size: number }[];
    };

/** The form that types of a kind have; several kinds share one. */
export type BtfTypeOf<K extends BtfType['kind']> = Having<BtfType, K>;
type Having<T, K> = T extends { kind: infer Kinds } ? (K extends Kinds ? T : never) : never;
