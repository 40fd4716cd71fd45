import type { TypeId } from '../btf/index.js';
import * as scalar from './scalar.js';
import type { Scalar } from './scalar.js';
import * as tnum from './tnum.js';

/** enum bpf_reg_type, as the kernel's log calls them. */
export type RegisterType =
  | 'not_init'
  | 'scalar'
  | 'ctx'
  | 'fp'
  | 'map_ptr'
  | 'map_value'
  | 'map_key'
  /** Memory of a known size. */
  | 'mem'
  /** Memory of a ring buffer that has to be given back. */
  | 'alloc_mem'
  /** A kernel structure; loads through it may fault and then give 0. */
  | 'ptr'
  | 'percpu_ptr'
  | 'func';

/** struct bpf_reg_state: never changed, replaced. */
export interface Register {
  readonly type: RegisterType;
  /** The number, or what varies in a pointer's offset. */
  readonly range: Scalar;
  /** What is fixed in a pointer's offset. */
  readonly off: number;
  /** Registers with the same one, not 0, hold the same number, or are null together. */
  readonly id: number;
  readonly orNull: boolean;
  /** The reference that it holds; 0 for none. */
  readonly ref: number;
  /** Index of the map. */
  readonly map: number;
  /** Whose stack. */
  readonly frame: number;
  /** Bytes of memory. */
  readonly size: number;
  readonly readOnly: boolean;
  readonly btf: TypeId;
  /** First slot of the function. */
  readonly func: number;
}

const PLAIN: Register = {
  type: 'not_init',
  range: scalar.ZERO,
  off: 0,
  id: 0,
  orNull: false,
  ref: 0,
  map: -1,
  frame: 0,
  size: 0,
  readOnly: false,
  btf: 0,
  func: -1,
};

export const NOT_INIT = PLAIN;
export const number = (range: Scalar, id = 0): Register => ({ ...PLAIN, type: 'scalar', range, id });
export const UNKNOWN_NUMBER = number(scalar.UNKNOWN);
export const pointer = (type: RegisterType, more: Partial<Register> = {}): Register => ({ ...PLAIN, ...more, type });

export const isPointer = ({ type }: Register): boolean => type !== 'scalar' && type !== 'not_init';
export const isNumber = ({ type }: Register): boolean => type === 'scalar';
export const isNull = (register: Register): boolean => isNumber(register) && scalar.isZero(register.range);

export function sameKind(a: Register, b: Register): boolean {
  return (
    a.type === b.type &&
    a.off === b.off &&
    a.orNull === b.orNull &&
    a.map === b.map &&
    a.frame === b.frame &&
    a.size === b.size &&
    a.readOnly === b.readOnly &&
    a.btf === b.btf &&
    a.func === b.func
  );
}

/** What messages call the register's type: `map_value_or_null`. */
export function typeName({ type, orNull, readOnly }: Register, structure = ''): string {
  const name = type === 'not_init' ? '?' : type === 'ptr' || type === 'percpu_ptr' ? `${type}_${structure}` : type;
  return `${readOnly ? 'rdonly_' : ''}${name}${orNull ? '_or_null' : ''}`;
}

/** As in the kernel's log. */
export function print(register: Register, structure = ''): string {
  const { type, range, off, id, ref, size } = register;
  if (type === 'not_init') return '?';
  if (type === 'scalar') return scalar.print(range);
  const fixed = scalar.isConstant(range);
  const total = off + Number(BigInt.asIntN(64, range.bits.value));
  if (type === 'fp' && fixed) return `fp${total}`;
  const parts = [
    ...(id ? [`id=${id}`] : []),
    ...(ref ? [`ref_obj_id=${ref}`] : []),
    `off=${fixed ? total : off}`,
    ...(size ? [`mem_size=${size}`] : []),
    ...(fixed ? [] : [`umax=${range.wide.umax},var_off=${tnum.print(range.bits)}`]),
  ];
  return `${typeName(register, structure)}(${parts.join(',')})`;
}
