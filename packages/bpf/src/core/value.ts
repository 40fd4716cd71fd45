import type { Btf, TypeId } from '../btf/index.js';
import { ASKS_EXISTENCE, type CoreKind } from './kinds.js';
import type { CoreSpec } from './spec.js';

/** What a question comes to in one set of types. */
export interface CoreValue {
  readonly value: bigint;
  /** Of a field's offset: its size and type, as the access may have to be of another width. */
  readonly field?: { readonly size: number; readonly type: TypeId };
  /** False where the compiler does not put the object's own value into the instruction. */
  readonly checked: boolean;
}

/** Computes the answer (bpf_core_calc_field_relo and its like); undefined where there is none. */
export function valueOf(btf: Btf, kind: CoreKind, spec: CoreSpec | undefined): CoreValue | undefined {
  if (!spec) return ASKS_EXISTENCE.includes(kind) ? { value: 0n, checked: true } : undefined;
  switch (kind) {
    case 'field_exists':
    case 'type_exists':
    case 'type_matches':
    case 'enumval_exists':
      return { value: 1n, checked: true };
    case 'type_id_local':
    case 'type_id_target':
      return { value: BigInt(spec.root), checked: false };
    case 'type_size': {
      const size = btf.sizeOf(spec.root);
      return size === undefined ? undefined : { value: BigInt(size), checked: true };
    }
    case 'enumval_value': {
      const { type, index } = spec.accessors[0]!;
      const outer = btf.type(type);
      return outer && 'values' in outer ? { value: outer.values[index]!.value, checked: true } : undefined;
    }
    default:
      return fieldValue(btf, kind, spec);
  }
}

interface Field {
  readonly type: TypeId;
  readonly byteOffset: number;
  /** Of the load that has all of it. */
  readonly byteSize: number;
  readonly bitOffset: number;
  readonly bitSize: number;
  readonly isBitField: boolean;
}

function fieldValue(btf: Btf, kind: CoreKind, spec: CoreSpec): CoreValue | undefined {
  const named = spec.accessors.at(-1)!.name !== undefined;
  const field = fieldOf(btf, spec);
  if (!field) return undefined;
  const { type, byteOffset, byteSize, bitOffset, bitSize, isBitField } = field;
  const checked = !isBitField;
  switch (kind) {
    case 'field_byte_offset':
      return { value: BigInt(byteOffset), checked, ...(checked && { field: { size: byteSize, type } }) };
    case 'field_byte_size':
      return { value: BigInt(byteSize), checked };
    case 'field_signed':
      return named ? { value: btf.isSigned(type) ? 1n : 0n, checked: true } : undefined;
    case 'field_lshift_u64':
      return named ? { value: BigInt(64 - (bitOffset + bitSize - byteOffset * 8)), checked: true } : undefined;
    default:
      return named ? { value: BigInt(64 - bitSize), checked: true } : undefined;
  }
}

/** Where the accessed field is. A bit field is loaded by the smallest aligned word that has all of it, its own type or wider. */
function fieldOf(btf: Btf, { accessors, bitOffset }: CoreSpec): Field | undefined {
  const { type: owner, index, name } = accessors.at(-1)!;
  const outer = btf.type(owner);
  const member = name !== undefined && outer && 'members' in outer ? outer.members[index] : undefined;
  const type = member?.type ?? owner;
  const size = btf.sizeOf(type);
  if (size === undefined) return undefined;
  if (!member || member.bitSize === 0) {
    return { type, byteOffset: bitOffset / 8, byteSize: size, bitOffset, bitSize: size * 8, isBitField: false };
  }
  const { bitSize } = member;
  let byteSize = size;
  const start = (): number => Math.floor(bitOffset / 8 / byteSize) * byteSize;
  while (bitOffset + bitSize - start() * 8 > byteSize * 8) {
    if (byteSize >= 8) return undefined;
    byteSize *= 2;
  }
  return { type, byteOffset: start(), byteSize, bitOffset, bitSize, isBitField: true };
}
