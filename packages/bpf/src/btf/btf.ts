import { parseBtf } from './parse.js';
import type { BtfType, BtfTypeOf, TypeId } from './types.js';

/** How many typedefs, qualifiers or array levels a chain may have before it counts as a cycle. */
const MAX_CHAIN = 64;

/** The types of one .BTF section, or of a kernel. */
export class Btf {
  readonly #types: readonly (BtfType | undefined)[];
  #byName: Map<string, TypeId[]> | undefined;

  /**
   * @param source a .BTF section, or types by id with nothing at 0
   * @throws BpfLoadError when the section is malformed.
   */
  constructor(source: Uint8Array | readonly (BtfType | undefined)[]) {
    this.#types = source instanceof Uint8Array ? parseBtf(source) : source;
  }

  /** All types by id; entry 0 is void. */
  get types(): readonly (BtfType | undefined)[] {
    return this.#types;
  }

  /** Number of types, void not counted. */
  get size(): number {
    return this.#types.length - 1;
  }

  /** undefined for void, and for ids that do not exist. */
  type(id: TypeId): BtfType | undefined {
    return this.#types[id];
  }

  find<K extends BtfType['kind']>(kind: K, name: string): BtfTypeOf<K> | undefined {
    const id = this.findId(kind, name);
    return id === undefined ? undefined : (this.#types[id] as BtfTypeOf<K>);
  }

  /** The id of the first type of that kind and name. */
  findId(kind: BtfType['kind'], name: string): TypeId | undefined {
    return this.named(name).find((id) => this.#types[id]!.kind === kind);
  }

  /** Ids of all types of that name, of any kind. */
  named(name: string): readonly TypeId[] {
    this.#byName ??= this.#index();
    return this.#byName.get(name) ?? [];
  }

  #index(): Map<string, TypeId[]> {
    const index = new Map<string, TypeId[]>();
    this.#types.forEach((type, id) => {
      if (!type || !('name' in type) || type.name === '') return;
      const ids = index.get(type.name);
      if (ids) ids.push(id);
      else index.set(type.name, [id]);
    });
    return index;
  }

  /** The type behind typedefs and qualifiers. */
  resolve(id: TypeId): BtfType | undefined {
    return this.type(this.resolveId(id));
  }

  /** Its id; 0, void, where the chain has no end. */
  resolveId(id: TypeId): TypeId {
    let at = id;
    for (let depth = 0; depth < MAX_CHAIN; depth++) {
      const type = this.type(at);
      switch (type?.kind) {
        case 'typedef':
        case 'volatile':
        case 'const':
        case 'restrict':
        case 'typeTag':
          at = type.type;
          break;
        default:
          return at;
      }
    }
    return 0;
  }

  /** Bytes that a value of the type takes; undefined where it has none (void, functions, forward declarations). */
  sizeOf(id: TypeId): number | undefined {
    let elements = 1;
    let type = this.resolve(id);
    for (let depth = 0; depth < MAX_CHAIN && type?.kind === 'array'; depth++) {
      elements *= type.length;
      type = this.resolve(type.type);
    }
    if (type?.kind === 'ptr') return 8 * elements;
    return type && 'size' in type ? type.size * elements : undefined;
  }

  isSigned(id: TypeId): boolean {
    const type = this.resolve(id);
    return type !== undefined && 'signed' in type && type.signed;
  }

  /** A function's prototype. */
  prototype(name: string): BtfTypeOf<'funcProto'> | undefined {
    const func = this.find('func', name);
    const type = func && this.type(func.type);
    return type?.kind === 'funcProto' ? type : undefined;
  }
}
