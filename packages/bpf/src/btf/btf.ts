import { parseBtf } from './parse.js';
import type { BtfType, BtfTypeOf, TypeId } from './types.js';

/** How many typedefs, qualifiers or array levels a chain may have before it counts as a cycle. */
const MAX_CHAIN = 64;

/** The types of one .BTF section. */
export class Btf {
  readonly #types: readonly (BtfType | undefined)[];

  /** @throws BpfLoadError when the section is malformed. */
  constructor(section: Uint8Array) {
    this.#types = parseBtf(section);
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
    return this.#types.find(
      (type): type is BtfTypeOf<K> => type?.kind === kind && 'name' in type && type.name === name,
    );
  }

  /** The type behind typedefs and qualifiers. */
  resolve(id: TypeId): BtfType | undefined {
    let type = this.type(id);
    for (let depth = 0; depth < MAX_CHAIN; depth++) {
      switch (type?.kind) {
        case 'typedef':
        case 'volatile':
        case 'const':
        case 'restrict':
        case 'typeTag':
          type = this.type(type.type);
          break;
        default:
          return type;
      }
    }
    return undefined;
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
