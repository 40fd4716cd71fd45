import { Btf } from './btf.js';
import type { BtfType, TypeId } from './types.js';

type Tag = 'struct' | 'union' | 'enum';

/** Collects types, each once, in the order in which they are first mentioned. */
export class BtfBuilder {
  readonly #types: (BtfType | undefined)[] = [undefined];
  readonly #ids = new Map<string, TypeId>();
  readonly #tags = new Map<string, TypeId>();

  /** The id of a type that is equal to another wherever it is described the same. */
  add(type: BtfType): TypeId {
    const key = JSON.stringify(type, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.append(type);
    this.#ids.set(key, id);
    return id;
  }

  /** A type of its own, whatever others there are. */
  append(type: BtfType): TypeId {
    return this.#types.push(type) - 1;
  }

  /** `struct NAME`, defined or not: it stands for the definition wherever that comes. */
  mention(tag: Tag, name: string): TypeId {
    const key = `${tag} ${name}`;
    const known = this.#tags.get(key);
    if (known !== undefined) return known;
    const id = this.append({ kind: 'fwd', name, union: tag === 'union' });
    this.#tags.set(key, id);
    return id;
  }

  /** @throws Error where it is defined already */
  define(tag: Tag, type: BtfType & { readonly name: string }): TypeId {
    if (type.name === '') return this.append(type);
    const id = this.mention(tag, type.name);
    if (this.#types[id]!.kind !== 'fwd') throw new Error(`${tag} ${type.name} is defined twice`);
    this.#types[id] = type;
    return id;
  }

  type(id: TypeId): BtfType | undefined {
    return this.#types[id];
  }

  /** What has been collected so far; later additions show in it. */
  build(): Btf {
    return new Btf(this.#types);
  }
}
