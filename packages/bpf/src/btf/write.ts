import { KINDS, LINKAGES, MAGIC } from './format.js';
import type { BtfType } from './types.js';

const HEADER_SIZE = 24;

/** Collects strings, each once; offset 0 is the empty one. */
class Strings {
  readonly #offsets = new Map<string, number>([['', 0]]);
  readonly #chunks: Uint8Array[] = [Uint8Array.of(0)];
  #size = 1;

  offset(text: string): number {
    let offset = this.#offsets.get(text);
    if (offset === undefined) {
      offset = this.#size;
      this.#offsets.set(text, offset);
      const bytes = new TextEncoder().encode(`${text}\0`);
      this.#chunks.push(bytes);
      this.#size += bytes.length;
    }
    return offset;
  }

  get bytes(): Uint8Array {
    return concat(this.#chunks);
  }
}

/** A .BTF section of types by id, nothing at 0: the reverse of `new Btf(section)`. */
export function writeBtf(types: readonly (BtfType | undefined)[]): Uint8Array {
  const strings = new Strings();
  const words = types.flatMap((type) => (type ? wordsOf(type, (text) => strings.offset(text)) : []));
  const typeBytes = new Uint8Array(words.length * 4);
  const view = new DataView(typeBytes.buffer);
  words.forEach((word, i) => view.setUint32(i * 4, word >>> 0, true));

  const text = strings.bytes;
  const header = new Uint8Array(HEADER_SIZE);
  const fields = new DataView(header.buffer);
  fields.setUint16(0, MAGIC, true);
  fields.setUint8(2, 1);
  [HEADER_SIZE, 0, typeBytes.length, typeBytes.length, text.length].forEach((word, i) => fields.setUint32(4 + i * 4, word, true));
  return concat([header, typeBytes, text]);
}

/** struct btf_type, and what follows it for the kind. */
function wordsOf(type: BtfType, string: (text: string) => number): number[] {
  const head = (sizeOrType: number, count = 0, flag = false): number[] => [
    string('name' in type ? type.name : ''),
    ((flag ? 1 : 0) << 31) | (KINDS.indexOf(type.kind) << 24) | count,
    sizeOrType,
  ];
  switch (type.kind) {
    case 'int': {
      const encoding = (type.signed ? 1 : 0) | (type.char ? 2 : 0) | (type.bool ? 4 : 0);
      return [...head(type.size), (encoding << 24) | type.bits];
    }
    case 'float':
      return head(type.size);
    case 'ptr':
    case 'typedef':
    case 'volatile':
    case 'const':
    case 'restrict':
    case 'typeTag':
      return head(type.type);
    case 'array':
      return [...head(0), type.type, type.indexType, type.length];
    case 'struct':
    case 'union': {
      const bitFields = type.members.some(({ bitSize }) => bitSize > 0);
      return [
        ...head(type.size, type.members.length, bitFields),
        ...type.members.flatMap((member) => [string(member.name), member.type, (bitFields ? member.bitSize << 24 : 0) | member.bitOffset]),
      ];
    }
    case 'enum':
      return [...head(type.size, type.values.length, type.signed), ...type.values.flatMap(({ name, value }) => [string(name), low(value)])];
    case 'enum64':
      return [
        ...head(type.size, type.values.length, type.signed),
        ...type.values.flatMap(({ name, value }) => [string(name), low(value), low(value >> 32n)]),
      ];
    case 'fwd':
      return head(0, 0, type.union);
    case 'declTag':
      return [...head(type.type), type.component];
    case 'func':
      return head(type.type, LINKAGES.indexOf(type.linkage));
    case 'funcProto': {
      const parameters = type.variadic ? [...type.parameters, { name: '', type: 0 }] : type.parameters;
      return [...head(type.returns, parameters.length), ...parameters.flatMap(({ name, type: its }) => [string(name), its])];
    }
    case 'var':
      return [...head(type.type), LINKAGES.indexOf(type.linkage)];
    case 'datasec':
      return [...head(type.size, type.variables.length), ...type.variables.flatMap(({ type: its, offset, size }) => [its, offset, size])];
  }
}

const low = (value: bigint): number => Number(BigInt.asUintN(32, value));

function concat(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
