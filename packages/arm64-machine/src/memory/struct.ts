import type { Memory } from './memory.js';

/** A scalar member's type: its size in bytes is also its alignment. */
export interface Scalar {
  readonly kind: 'scalar';
  readonly size: 1 | 2 | 4 | 8;
  readonly signed: boolean;
}
export const u8: Scalar = { kind: 'scalar', size: 1, signed: false };
export const u16: Scalar = { kind: 'scalar', size: 2, signed: false };
export const u32: Scalar = { kind: 'scalar', size: 4, signed: false };
export const s32: Scalar = { kind: 'scalar', size: 4, signed: true };
export const u64: Scalar = { kind: 'scalar', size: 8, signed: false };
export const ptr = u64;

/** Bytes without members of their own: padding, buffers, members that nothing here reads. */
export interface Opaque {
  readonly kind: 'opaque';
  readonly size: number;
  readonly align: number;
}
export function bytes(size: number, align = 1): Opaque {
  return { kind: 'opaque', size, align };
}

export interface ArrayType {
  readonly kind: 'array';
  readonly of: Scalar;
  readonly length: number;
}
export function array(of: Scalar, length: number): ArrayType {
  return { kind: 'array', of, length };
}

/** Places a member at a known offset (of a real build) instead of behind its predecessor. */
export interface Placed {
  readonly kind: 'placed';
  readonly offset: number;
  readonly type: MemberType;
}
export function at(offset: number, type: MemberType): Placed {
  return { kind: 'placed', offset, type };
}

type MemberType = Scalar | Opaque | ArrayType;

/** One member: in assembly text it interpolates as its offset, in TypeScript it reads and writes simulated memory. */
export class Field {
  readonly path: string;
  readonly offset: number;
  readonly type: MemberType;

  constructor(path: string, offset: number, type: MemberType) {
    this.path = path;
    this.offset = offset;
    this.type = type;
  }

  get size(): number {
    return this.type.kind === 'array' ? this.type.length * this.type.of.size : this.type.size;
  }

  toString(): string {
    return String(this.offset);
  }

  /** Offset in bytes of element `index` of an array member, or the offset itself plus `index` bytes of an opaque one. */
  at(index: number): number {
    if (this.type.kind !== 'array') return this.offset + index;
    if (index < 0 || index >= this.type.length) throw new RangeError(`${this.path}[${index}]: 0..${this.type.length - 1}`);
    return this.offset + index * this.type.of.size;
  }

  /** The value at `base` (address of the structure), sign-extended where the type is signed. */
  read(memory: Memory, base: bigint): bigint {
    const { size, signed } = this.#scalar();
    const raw = memory.read(base + BigInt(this.offset), size);
    return signed ? BigInt.asIntN(size * 8, raw) : raw;
  }

  write(memory: Memory, base: bigint, value: bigint | number): void {
    memory.write(base + BigInt(this.offset), this.#scalar().size, BigInt(value));
  }

  #scalar(): Scalar {
    if (this.type.kind !== 'scalar') throw new TypeError(`${this.path} is not a scalar`);
    return this.type;
  }
}

export type Struct<Member extends string = string> = Readonly<Record<Member, Field>> & {
  readonly structName: string;
  /** Bytes, a multiple of the alignment unless stated. */
  readonly structSize: number;
};

/**
 * Declares a layout once, with C's alignment rules: members follow one another unless placed with {@link at}.
 * `size` states the whole size where the real structure is larger than the members named here.
 */
export function struct<Member extends string>(
  name: string,
  members: Readonly<Record<Member, MemberType | Placed>>,
  size?: number,
): Struct<Member> {
  const fields: Record<string, Field> = {};
  let end = 0;
  let alignment = 1;
  for (const [key, member] of Object.entries<MemberType | Placed>(members)) {
    const type = member.kind === 'placed' ? member.type : member;
    const align = type.kind === 'array' ? type.of.size : type.kind === 'opaque' ? type.align : type.size;
    const offset = member.kind === 'placed' ? member.offset : roundUp(end, align);
    if (offset < end) throw new Error(`${name}.${key} at ${offset} overlaps the member before it, which ends at ${end}`);
    if (offset % align !== 0) throw new Error(`${name}.${key} at ${offset} is not aligned to ${align}`);
    const field = new Field(`${name}.${key}`, offset, type);
    fields[key] = field;
    end = offset + field.size;
    alignment = Math.max(alignment, align);
  }
  const natural = roundUp(end, alignment);
  if (size !== undefined && size < end) throw new Error(`${name}: size ${size} is less than its members' ${end}`);
  return Object.assign(fields, { structName: name, structSize: size ?? natural }) as unknown as Struct<Member>;
}

function roundUp(value: number, align: number): number {
  return Math.ceil(value / align) * align;
}
