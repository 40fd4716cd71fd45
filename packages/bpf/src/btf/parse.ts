import { stringAt } from '@tracelab/arm64-machine';
import { BpfLoadError, readingElf } from '../load-error.js';
import { KINDS, LINKAGES, MAGIC } from './format.js';
import type { BtfType, Member } from './types.js';

const HEADER_SIZE = 24;

/** Reads one 32-bit word after the other, and never past the end. */
class Words {
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get more(): boolean {
    return this.#at < this.#view.byteLength;
  }

  next(): number {
    if (this.#at + 4 > this.#view.byteLength) {
      throw new BpfLoadError(
        `.BTF: types end at byte ${this.#view.byteLength}, within the one that is read at ${this.#at}`,
      );
    }
    this.#at += 4;
    return this.#view.getUint32(this.#at - 4, true);
  }

  /** `count` entries, each read by `read`. */
  list<T>(count: number, read: (words: Words) => T): T[] {
    return Array.from({ length: count }, () => read(this));
  }
}

/** The types of a .BTF section, by id; entry 0 is void. @throws BpfLoadError when it is malformed. */
export function parseBtf(bytes: Uint8Array): (BtfType | undefined)[] {
  const { section, strings } = readHeader(bytes);
  const words = new Words(section('types', 8));
  const types: (BtfType | undefined)[] = [undefined];
  while (words.more) types.push(readType(words, strings, types.length));
  return types;
}

/** The strings of a .BTF section, which .BTF.ext names things by as well. @throws BpfLoadError */
export function btfStrings(bytes: Uint8Array): Uint8Array {
  return readHeader(bytes).strings;
}

function readHeader(bytes: Uint8Array): { section: (what: string, field: number) => Uint8Array; strings: Uint8Array } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER_SIZE)
    throw new BpfLoadError(`.BTF: ${bytes.length} bytes; the header takes ${HEADER_SIZE}`);
  if (view.getUint16(0, true) !== MAGIC || view.getUint8(2) !== 1) {
    throw new BpfLoadError(`.BTF: does not begin with magic 0x${MAGIC.toString(16)}, version 1, little-endian`);
  }
  const section = (what: string, field: number): Uint8Array => {
    const start = view.getUint32(4, true) + view.getUint32(field, true);
    const length = view.getUint32(field + 4, true);
    if (start + length > bytes.length) {
      throw new BpfLoadError(`.BTF: ${what} take bytes ${start}..${start + length} of ${bytes.length}`);
    }
    return bytes.subarray(start, start + length);
  };
  return { section, strings: section('strings', 16) };
}

function readType(words: Words, strings: Uint8Array, id: number): BtfType {
  const text = (offset: number): string => readingElf(() => stringAt(strings, offset, `.BTF: type ${id}`));
  const name = text(words.next());
  const info = words.next();
  const sizeOrType = words.next();
  const count = info & 0xffff;
  const flag = info >>> 31 === 1;
  const kind = KINDS[(info >> 24) & 0x1f];
  const linkage = (value: number): (typeof LINKAGES)[number] => LINKAGES[value] ?? 'extern';

  switch (kind) {
    case 'int': {
      const encoding = words.next();
      const bits = encoding & 0xff;
      const flags = encoding >>> 24;
      return {
        kind,
        name,
        size: sizeOrType,
        bits,
        signed: (flags & 1) !== 0,
        char: (flags & 2) !== 0,
        bool: (flags & 4) !== 0,
      };
    }
    case 'float':
      return { kind, name, size: sizeOrType };
    case 'ptr':
      return { kind, type: sizeOrType };
    case 'array': {
      const [type, indexType, length] = [words.next(), words.next(), words.next()];
      return { kind, type, indexType, length };
    }
    case 'struct':
    case 'union':
      return { kind, name, size: sizeOrType, members: words.list(count, (w) => readMember(w, text, flag)) };
    case 'enum':
    case 'enum64':
      return {
        kind,
        name,
        size: sizeOrType,
        signed: flag,
        values: words.list(count, (w) => ({ name: text(w.next()), value: enumValue(w, kind, flag) })),
      };
    case 'fwd':
      return { kind, name, union: flag };
    case 'typedef':
    case 'volatile':
    case 'const':
    case 'restrict':
    case 'typeTag':
      return { kind, name, type: sizeOrType };
    case 'declTag':
      return { kind, name, type: sizeOrType, component: words.next() | 0 };
    case 'func':
      return { kind, name, type: sizeOrType, linkage: linkage(count) };
    case 'funcProto': {
      const parameters = words.list(count, (w) => ({ name: text(w.next()), type: w.next() }));
      const last = parameters.at(-1);
      const variadic = last !== undefined && last.type === 0 && last.name === '';
      return { kind, returns: sizeOrType, parameters: variadic ? parameters.slice(0, -1) : parameters, variadic };
    }
    case 'var':
      return { kind, name, type: sizeOrType, linkage: linkage(words.next()) };
    case 'datasec':
      return {
        kind,
        name,
        size: sizeOrType,
        variables: words.list(count, (w) => ({ type: w.next(), offset: w.next(), size: w.next() })),
      };
    case undefined:
      throw new BpfLoadError(`.BTF: type ${id} is of kind ${(info >> 24) & 0x1f}; 1..${KINDS.length - 1} are known`);
  }
}

function readMember(words: Words, text: (offset: number) => string, bitFields: boolean): Member {
  const [name, type, offset] = [text(words.next()), words.next(), words.next()];
  return bitFields
    ? { name, type, bitOffset: offset & 0xffffff, bitSize: offset >>> 24 }
    : { name, type, bitOffset: offset, bitSize: 0 };
}

function enumValue(words: Words, kind: 'enum' | 'enum64', signed: boolean): bigint {
  const low = words.next();
  if (kind === 'enum') return signed ? BigInt(low | 0) : BigInt(low);
  const value = (BigInt(words.next()) << 32n) | BigInt(low);
  return signed ? BigInt.asIntN(64, value) : value;
}
