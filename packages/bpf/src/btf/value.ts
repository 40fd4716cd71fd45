import type { Btf } from './btf.js';
import type { Member, TypeId } from './types.js';

/** A value as its type says, fit for JSON but for bigints. */
export type BtfValue = number | bigint | string | boolean | null | readonly BtfValue[] | { readonly [member: string]: BtfValue };

const MAX_DEPTH = 16;

/** Reads a value from memory, little-endian. Arrays of char that hold text become text; pointers hex. */
export function readValue(btf: Btf, id: TypeId, bytes: Uint8Array, depth = 0): BtfValue {
  const type = btf.resolve(id);
  if (depth > MAX_DEPTH) return hex(bytes);
  switch (type?.kind) {
    case 'int':
      if (type.bool) return bytes[0] !== 0;
      return type.size <= 8 ? narrow(integer(bytes.subarray(0, type.size), type.signed)) : hex(bytes.subarray(0, type.size));
    case 'enum':
    case 'enum64': {
      const value = integer(bytes.subarray(0, type.size), type.signed);
      return type.values.find((one) => one.value === value)?.name ?? narrow(value);
    }
    case 'ptr': {
      const value = integer(bytes.subarray(0, 8), false);
      return value === 0n ? null : `0x${value.toString(16)}`;
    }
    case 'array': {
      const size = btf.sizeOf(type.type);
      if (!size) return hex(bytes);
      const whole = bytes.subarray(0, size * type.length);
      const element = btf.resolve(type.type);
      const text = element?.kind === 'int' && element.size === 1 && /char/.test(element.name) ? asText(whole) : undefined;
      if (text !== undefined) return text;
      return Array.from({ length: Math.floor(whole.length / size) }, (_, i) => readValue(btf, type.type, whole.subarray(i * size), depth + 1));
    }
    case 'struct':
    case 'union':
      return Object.fromEntries(type.members.flatMap((member, i) => {
        const value = readMember(btf, member, bytes, depth);
        // What an anonymous member has belongs to the structure around it.
        return member.name === '' && typeof value === 'object' && value !== null ? Object.entries(value) : [[member.name || `member ${i}`, value]];
      }));
    default:
      return hex(bytes);
  }
}

function readMember(btf: Btf, { type, bitOffset, bitSize }: Member, bytes: Uint8Array, depth: number): BtfValue {
  if (bitSize === 0) {
    const start = bitOffset / 8;
    return readValue(btf, type, bytes.subarray(start, start + (btf.sizeOf(type) ?? 0)), depth + 1);
  }
  const first = Math.floor(bitOffset / 8);
  const word = integer(bytes.subarray(first, Math.ceil((bitOffset + bitSize) / 8)), false) >> BigInt(bitOffset - first * 8);
  return narrow(btf.isSigned(type) ? BigInt.asIntN(bitSize, word) : BigInt.asUintN(bitSize, word));
}

/** On one line, as C initialises it: `{ .pid = 1234, .comm = "bench" }`. */
export function printValue(value: BtfValue): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return value.startsWith('0x') ? value : /^[A-Za-z_]\w*$/.test(value) ? value : JSON.stringify(value);
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map((one: BtfValue) => printValue(one)).join(', ')}]`;
  return `{ ${Object.entries(value).map(([name, one]) => `.${name} = ${printValue(one)}`).join(', ')} }`;
}

function integer(bytes: Uint8Array, signed: boolean): bigint {
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]!);
  return signed ? BigInt.asIntN(bytes.length * 8, value) : value;
}

/** A number where a double holds it. */
const narrow = (value: bigint): number | bigint =>
  value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;

/** Up to the NUL, where there is one and what is before it can be printed. */
function asText(bytes: Uint8Array): string | undefined {
  const end = bytes.indexOf(0);
  if (end < 0) return undefined;
  const text = bytes.subarray(0, end);
  return text.length > 0 && text.every((byte) => byte >= 0x20 && byte < 0x7f) ? new TextDecoder().decode(text) : undefined;
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
