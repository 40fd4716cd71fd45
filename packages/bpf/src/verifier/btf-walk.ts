import type { BtfTypeOf, TypeId } from '../btf/index.js';
import type { Env } from './env.js';
import { number, pointer, type Register } from './register.js';
import { ofSize } from './scalar.js';

type Structure = BtfTypeOf<'struct' | 'union'>;

/** btf_struct_access(): what a load of `size` bytes at `off` of a kernel structure gives. */
export function loadMember(env: Env, id: TypeId, off: number, size: number): Register {
  const structure = env.btf!.resolve(id);
  if (structure?.kind !== 'struct' && structure?.kind !== 'union') return env.fail(`type ${id} is not a struct`);
  return walk(env, structure, off, size);
}

function walk(env: Env, structure: Structure, off: number, size: number): Register {
  const { name } = structure;
  if (off + size > structure.size) return flexibleArray(env, structure, off, size);
  const candidates = structure.members.filter(({ type, bitOffset, bitSize }) => {
    const start = Math.floor(bitOffset / 8);
    const end = bitSize ? Math.ceil((bitOffset + bitSize) / 8) : start + (env.btf!.sizeOf(type) ?? 0);
    return off < end && off + size > start;
  });
  // A union's members overlap: the kernel takes the first that the access fits into.
  let complaint = `cannot access off ${off} size ${size} of struct ${name}`;
  for (const { name: member, type, bitOffset, bitSize } of candidates) {
    const start = Math.floor(bitOffset / 8);
    if (bitSize) {
      if (off * 8 <= bitOffset && bitOffset + bitSize <= (off + size) * 8) return number(ofSize(size));
      continue;
    }
    const length = env.btf!.sizeOf(type) ?? 0;
    if (off < start || off + size > start + length) {
      complaint = `access beyond the end of member ${member} (mend:${start + length}) in struct ${name} with off ${off} size ${size}`;
      if (structure.kind === 'struct') break;
      continue;
    }
    return ofMember(
      env,
      type,
      off - start,
      size,
      `member ${member} with moff ${start} in struct ${name} with off ${off} size ${size}`,
    );
  }
  return env.fail(complaint);
}

function ofMember(env: Env, type: TypeId, off: number, size: number, what: string): Register {
  const btf = env.btf!;
  const resolved = btf.resolve(type);
  switch (resolved?.kind) {
    case 'struct':
    case 'union':
      return walk(env, resolved, off, size);
    case 'array': {
      const length = btf.sizeOf(resolved.type) ?? 0;
      const inside = length ? off % length : 0;
      // Numbers may be read across elements, structures within one.
      const element = btf.resolve(resolved.type);
      if (element?.kind === 'int' || element?.kind === 'enum') return number(ofSize(size));
      return inside + size <= length
        ? ofMember(env, resolved.type, inside, size, what)
        : env.fail(`cannot access ${what}`);
    }
    case 'ptr': {
      if (size !== 8 || off !== 0) return env.fail(`cannot access ptr ${what}`);
      const pointee = btf.resolve(resolved.type);
      const walkable = pointee?.kind === 'struct' || pointee?.kind === 'union';
      return walkable ? pointer('ptr', { btf: btf.resolveId(resolved.type) }) : number(ofSize(8));
    }
    default:
      return number(ofSize(size));
  }
}

/** Behind the end there may be elements of a last member that is an array without a length. */
function flexibleArray(env: Env, structure: Structure, off: number, size: number): Register {
  const last = structure.members.at(-1);
  const type = last && env.btf!.resolve(last.type);
  const start = last ? last.bitOffset / 8 : 0;
  if (type?.kind !== 'array' || type.length !== 0 || off < start) {
    return env.fail(`access beyond struct ${structure.name} at off ${off} size ${size}`);
  }
  return ofMember(
    env,
    type.type,
    (off - start) % (env.btf!.sizeOf(type.type) || 1),
    size,
    `member ${last!.name} of struct ${structure.name}`,
  );
}
