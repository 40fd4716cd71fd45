import type { Btf, TypeId } from '../btf/index.js';
import { fieldsCompatible, nameOf, sameKind, typesCompatible, typesMatch, type TypeAt } from './compatible.js';
import type { CoreKind } from './kinds.js';
import { essentialName, isFlexible, type Accessor, type CoreSpec } from './spec.js';

const MAX_DEPTH = 32;

/** Types of the kernel that may be meant: of the same kind and name, version suffixes left out. */
export function candidates(local: TypeAt, kernel: Btf): TypeId[] {
  const type = local.btf.type(local.id);
  const name = essentialName(nameOf(type));
  return kernel.types.flatMap((one, id) => (one && sameKind(one, type) && name === essentialName(nameOf(one)) ? [id] : []));
}

/** The same access in a candidate; undefined where it has none (bpf_core_spec_match). */
export function matchSpec(local: Btf, spec: CoreSpec, kernel: Btf, candidate: TypeId, kind: CoreKind): CoreSpec | undefined {
  const [mine, its] = [{ btf: local, id: spec.root }, { btf: kernel, id: candidate }];
  if (kind === 'type_matches') return typesMatch(mine, its) ? empty(candidate) : undefined;
  if (kind.startsWith('type_')) return typesCompatible(mine, its) ? empty(candidate) : undefined;
  if (kind.startsWith('enumval_')) return matchEnumerator(spec, kernel, candidate);

  const accessors: Accessor[] = [];
  let bitOffset = 0;
  let at = kernel.resolveId(candidate);
  for (const [i, accessor] of spec.accessors.entries()) {
    if (accessor.name !== undefined) {
      const member = findMember({ btf: local, id: memberType(local, accessor) }, accessor.name, { btf: kernel, id: at }, 0);
      if (!member) return undefined;
      accessors.push(member.accessor);
      bitOffset += member.bitOffset;
      at = kernel.resolveId(member.type);
      continue;
    }
    if (i > 0) {
      const array = kernel.type(at);
      if (array?.kind !== 'array') return undefined;
      if (accessor.index >= array.length && !isFlexible(kernel, accessors.at(-1)!, array.length)) return undefined;
      at = kernel.resolveId(array.type);
    }
    accessors.push({ type: at, index: accessor.index, name: undefined });
    const size = kernel.sizeOf(at);
    if (size === undefined) return undefined;
    bitOffset += accessor.index * size * 8;
  }
  return { root: candidate, accessors, bitOffset };
}

const empty = (root: TypeId): CoreSpec => ({ root, accessors: [], bitOffset: 0 });

function matchEnumerator({ accessors }: CoreSpec, kernel: Btf, candidate: TypeId): CoreSpec | undefined {
  const id = kernel.resolveId(candidate);
  const type = kernel.type(id);
  if (type?.kind !== 'enum' && type?.kind !== 'enum64') return undefined;
  const name = essentialName(accessors[0]!.name!);
  const index = type.values.findIndex((value) => essentialName(value.name) === name);
  return index < 0 ? undefined : { root: candidate, accessors: [{ type: id, index, name: type.values[index]!.name }], bitOffset: 0 };
}

function memberType(btf: Btf, { type, index }: Accessor): TypeId {
  const outer = btf.type(type);
  return outer && 'members' in outer ? outer.members[index]!.type : 0;
}

interface Found {
  readonly accessor: Accessor;
  readonly type: TypeId;
  /** From the start of the structure that was searched. */
  readonly bitOffset: number;
}

/** The first member of that name, those of anonymous members among them; of another kind, it does not count. */
function findMember(local: TypeAt, name: string, { btf, id }: TypeAt, depth: number): Found | undefined {
  const type = btf.resolve(id);
  if (depth > MAX_DEPTH || (type?.kind !== 'struct' && type?.kind !== 'union')) return undefined;
  for (const [index, member] of type.members.entries()) {
    if (member.name === '') {
      const inner = findMember(local, name, { btf, id: member.type }, depth + 1);
      if (inner) return { ...inner, bitOffset: inner.bitOffset + member.bitOffset };
    } else if (member.name === name) {
      if (!fieldsCompatible(local, { btf, id: member.type })) return undefined;
      return { accessor: { type: btf.resolveId(id), index, name }, type: member.type, bitOffset: member.bitOffset };
    }
  }
  return undefined;
}
