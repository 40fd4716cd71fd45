import type { Btf, CoreRelocation, TypeId } from '../btf/index.js';
import { BpfLoadError } from '../load-error.js';
import type { CoreKind } from './kinds.js';

/** One step of an access: into a named member, or to an element. */
export interface Accessor {
  /** The structure that the member is of, or the element's type. */
  readonly type: TypeId;
  /** Number of the member, of the enumerator, or of the element. */
  readonly index: number;
  readonly name: string | undefined;
}

/** What a relocation is about, in one set of types (struct bpf_core_spec). */
export interface CoreSpec {
  readonly root: TypeId;
  readonly accessors: readonly Accessor[];
  readonly bitOffset: number;
}

/** How deep a member may be (BPF_CORE_SPEC_MAX_LEN). */
const MAX_DEPTH = 64;

/** A name up to `___`, behind which objects number their versions of a type. */
export function essentialName(name: string): string {
  const at = name.search(/[^_]___[^_]/);
  return at < 0 ? name : name.slice(0, at + 1);
}

/** Reads an access string against the object's own types (bpf_core_parse_spec). @throws BpfLoadError */
export function parseSpec(btf: Btf, { type, access }: CoreRelocation, kind: CoreKind): CoreSpec {
  const wrong = (why: string): BpfLoadError => new BpfLoadError(`CO-RE access "${access}" of type ${type}: ${why}`);
  if (!/^\d{1,9}(:\d{1,9})*$/.test(access)) throw wrong('numbers between colons are needed');
  const [first, ...path] = access.split(':').map(Number) as [number, ...number[]];
  if (path.length >= MAX_DEPTH) throw wrong(`${path.length + 1} levels; ${MAX_DEPTH} at most`);
  const root = btf.resolveId(type);
  const outer = btf.type(root);
  if (kind.startsWith('type_')) {
    if (access !== '0') throw wrong('of a type itself, 0 is needed');
    return { root: type, accessors: [], bitOffset: 0 };
  }
  if (kind.startsWith('enumval_')) {
    const value = outer?.kind === 'enum' || outer?.kind === 'enum64' ? outer.values[first] : undefined;
    if (!value || path.length > 0) throw wrong('there is no such enumerator');
    return { root: type, accessors: [{ type: root, index: first, name: value.name }], bitOffset: 0 };
  }
  const accessors: Accessor[] = [{ type: root, index: first, name: undefined }];
  let bitOffset = first * 8 * size(btf, root, wrong);
  let at = root;
  for (const index of path) {
    const inner = btf.resolve(at);
    if (inner?.kind === 'struct' || inner?.kind === 'union') {
      const member = inner.members[index];
      if (!member) throw wrong(`member ${index} of "${inner.name}", which has ${inner.members.length}`);
      bitOffset += member.bitOffset;
      if (member.name !== '') accessors.push({ type: btf.resolveId(at), index, name: member.name });
      at = member.type;
    } else if (inner?.kind === 'array') {
      if (index >= inner.length && !isFlexible(btf, accessors.at(-1)!, inner.length)) throw wrong(`element ${index} of ${inner.length}`);
      at = btf.resolveId(inner.type);
      accessors.push({ type: at, index, name: undefined });
      bitOffset += index * 8 * size(btf, at, wrong);
    } else {
      throw wrong(`goes into type ${at}, which has no members`);
    }
  }
  return { root: type, accessors, bitOffset };
}

/** An array at the end of a structure may be declared shorter than it is (is_flex_arr). */
export function isFlexible(btf: Btf, { type, index, name }: Accessor, length: number): boolean {
  const outer = btf.resolve(type);
  return name !== undefined && outer?.kind === 'struct' && length <= 1 && index === outer.members.length - 1;
}

function size(btf: Btf, id: TypeId, wrong: (why: string) => BpfLoadError): number {
  const bytes = btf.sizeOf(id);
  if (bytes === undefined) throw wrong(`type ${id} has no size`);
  return bytes;
}
