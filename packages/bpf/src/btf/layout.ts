import type { Btf } from './btf.js';
import type { TypeId } from './types.js';

const MAX_CHAIN = 64;

/** Bytes at whose multiples C puts a value of the type; 1 where it has none. */
export function alignOf(btf: Btf, id: TypeId, depth = 0): number {
  const type = btf.resolve(id);
  if (depth > MAX_CHAIN) return 1;
  switch (type?.kind) {
    case 'int':
    case 'float':
    case 'enum':
    case 'enum64':
      return Math.min(type.size, 16);
    case 'ptr':
      return 8;
    case 'array':
      return alignOf(btf, type.type, depth + 1);
    case 'struct':
    case 'union':
      return type.members.reduce((most, member) => Math.max(most, alignOf(btf, member.type, depth + 1)), 1);
    default:
      return 1;
  }
}

export function roundUp(value: number, to: number): number {
  return Math.ceil(value / to) * to;
}
