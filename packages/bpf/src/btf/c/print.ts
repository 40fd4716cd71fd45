import type { Btf } from '../btf.js';
import { alignOf, roundUp } from '../layout.js';
import type { BtfType, BtfTypeOf, Member, TypeId } from '../types.js';

type Composite = BtfTypeOf<'struct' | 'union'>;
type Enumeration = BtfTypeOf<'enum' | 'enum64'>;

/**
 * C of all types, as `bpftool btf dump … format c` prints it: a header that programs compile against, in which accesses
 * leave CO-RE relocations. Functions and variables are no types and are left out.
 */
export function printHeader(btf: Btf): string {
  return `#ifndef __VMLINUX_H__
#define __VMLINUX_H__

#ifndef BPF_NO_PRESERVE_ACCESS_INDEX
#pragma clang attribute push (__attribute__((preserve_access_index)), apply_to = record)
#endif

${new CPrinter(btf).print()}
#ifndef BPF_NO_PRESERVE_ACCESS_INDEX
#pragma clang attribute pop
#endif

#endif /* __VMLINUX_H__ */
`;
}

/** A type with the name that it is declared under: `int (*fn)(void)`. */
export function printDeclaration(btf: Btf, id: TypeId, name: string): string {
  return new CPrinter(btf).declaration(id, name, 0);
}

class CPrinter {
  readonly #btf: Btf;
  readonly #done = new Set<TypeId>();
  readonly #lines: string[] = [];
  /** Inside of these, an anonymous type stands where it is used. */
  readonly #used: ReadonlySet<TypeId>;

  constructor(btf: Btf) {
    this.#btf = btf;
    this.#used = new Set(btf.types.flatMap((type) => (type ? mentioned(type) : [])));
  }

  print(): string {
    const types = this.#btf.types;
    for (const type of types) {
      const isTag = type?.kind === 'struct' || type?.kind === 'union' || type?.kind === 'fwd';
      if (isTag && type.name !== '') this.#lines.push(`${tagOf(type)} ${type.name};`);
    }
    this.#lines.push('');
    types.forEach((_, id) => this.#define(id));
    return this.#lines.join('\n');
  }

  /** Writes a type, and before it what must be complete for it. */
  #define(id: TypeId): void {
    const type = this.#btf.type(id);
    if (!type || this.#done.has(id)) return;
    this.#done.add(id);
    switch (type.kind) {
      case 'struct':
      case 'union':
        this.#complete(type);
        if (type.name !== '') this.#lines.push(`${this.#composite(type, 0)};`, '');
        break;
      case 'enum':
      case 'enum64':
        if (type.name !== '' || !this.#used.has(id)) this.#lines.push(`${this.#enumeration(type, 0)};`, '');
        break;
      case 'typedef':
        this.#needs(type.type);
        this.#lines.push(`typedef ${this.declaration(type.type, type.name, 0)};`, '');
        break;
      default:
        break;
    }
  }

  #complete({ members }: Composite): void {
    for (const { type } of members) this.#byValue(type);
  }

  /** What a value of the type is made of. */
  #byValue(id: TypeId): void {
    this.#needs(id);
    const bare = this.#btf.resolve(id);
    if (bare?.kind === 'array') this.#byValue(bare.type);
    else if (bare?.kind === 'struct' || bare?.kind === 'union') this.#define(this.#btf.resolveId(id));
  }

  /** What must be declared for the type to be named: its typedefs and enumerations; of structures, the tag is. */
  #needs(id: TypeId): void {
    const type = this.#btf.type(id);
    switch (type?.kind) {
      case 'typedef':
      case 'enum':
      case 'enum64':
        this.#define(id);
        break;
      case 'struct':
      case 'union':
        if (type.name === '') this.#complete(type);
        break;
      case 'funcProto':
        for (const one of mentioned(type)) this.#needs(one);
        break;
      case 'ptr':
      case 'array':
      case 'const':
      case 'volatile':
      case 'restrict':
      case 'typeTag':
        this.#needs(type.type);
        break;
      default:
        break;
    }
  }

  /** From the outside in: `name` grows by what is around it until a type stands in front. */
  declaration(id: TypeId, name: string, indent: number): string {
    const type = this.#btf.type(id);
    const before = (text: string): string => (name === '' ? text : `${text} ${name}`);
    switch (type?.kind) {
      case undefined:
        return before('void');
      case 'ptr': {
        const inner = this.#btf.type(this.#unqualified(type.type));
        const wrapped = inner?.kind === 'array' || inner?.kind === 'funcProto' ? `(*${name})` : `*${name}`;
        return this.declaration(type.type, wrapped, indent);
      }
      case 'array':
        return this.declaration(type.type, `${name}[${type.length}]`, indent);
      case 'const':
      case 'volatile':
      case 'restrict':
        return this.#qualified(type.kind, type.type, name, indent);
      case 'typeTag':
        return this.declaration(type.type, name, indent);
      case 'funcProto': {
        const parameters = type.parameters.map((one) => this.declaration(one.type, one.name, indent));
        if (type.variadic) parameters.push('...');
        return this.declaration(type.returns, `${name}(${parameters.join(', ') || 'void'})`, indent);
      }
      case 'struct':
      case 'union':
        return before(type.name === '' ? this.#composite(type, indent) : `${type.kind} ${type.name}`);
      case 'enum':
      case 'enum64':
        return before(type.name === '' ? this.#enumeration(type, indent) : `enum ${type.name}`);
      case 'fwd':
        return before(`${tagOf(type)} ${type.name}`);
      case 'int':
      case 'float':
      case 'typedef':
        return before(type.name);
      default:
        return before('void');
    }
  }

  /** Of a pointer, the qualifier stands behind the star; of everything else, in front. */
  #qualified(kind: string, type: TypeId, name: string, indent: number): string {
    if (this.#btf.type(type)?.kind === 'ptr') return this.declaration(type, `${kind}${name && ` ${name}`}`, indent);
    return `${kind} ${this.declaration(type, name, indent)}`;
  }

  #unqualified(id: TypeId): TypeId {
    const type = this.#btf.type(id);
    return type?.kind === 'const' || type?.kind === 'volatile' || type?.kind === 'restrict' ? this.#unqualified(type.type) : id;
  }

  #enumeration({ kind, name, values, signed }: Enumeration, indent: number): string {
    const tab = '\t'.repeat(indent + 1);
    const suffix = kind === 'enum64' ? (signed ? 'LL' : 'ULL') : '';
    const lines = values.map((one) => `${tab}${one.name} = ${one.value}${suffix},\n`);
    return `enum${name && ` ${name}`} {\n${lines.join('')}${'\t'.repeat(indent)}}`;
  }

  #composite(type: Composite, indent: number): string {
    const tab = '\t'.repeat(indent + 1);
    const packed = this.#isPacked(type);
    const lines: string[] = [];
    let end = 0;
    for (const member of type.members) {
      lines.push(...this.#hole(type, end, member, packed));
      lines.push(this.declaration(member.type, member.name, indent + 1) + (member.bitSize > 0 ? `: ${member.bitSize}` : ''));
      end = type.kind === 'union' ? 0 : member.bitOffset + (member.bitSize || 8 * (this.#btf.sizeOf(member.type) ?? 0));
    }
    const align = packed ? 1 : alignOf(this.#btf, this.#btf.types.indexOf(type));
    const natural = type.kind === 'union' ? type.size : roundUp(Math.ceil(end / 8), align);
    if (natural < type.size) lines.push(`unsigned char __hole_${Math.ceil(end / 8)}[${type.size - Math.ceil(end / 8)}]`);
    const body = lines.map((line) => `${tab}${line};\n`).join('');
    return `${type.kind}${type.name && ` ${type.name}`} {\n${body}${'\t'.repeat(indent)}}${packed ? ' __attribute__((packed))' : ''}`;
  }

  /** Bytes, or bits, in front of a member that C's own rules would not leave. */
  #hole({ kind }: Composite, end: number, { type, bitOffset, bitSize }: Member, packed: boolean): string[] {
    if (kind === 'union') return [];
    if (bitSize > 0) return bitOffset === end ? [] : [`unsigned long long: ${Math.min(64, bitOffset - end)}`];
    const [from, to] = [Math.ceil(end / 8), bitOffset / 8];
    const align = packed ? 1 : alignOf(this.#btf, type);
    return roundUp(from, align) >= to ? [] : [`unsigned char __hole_${from}[${to - from}]`];
  }

  #isPacked({ size, members }: Composite): boolean {
    return members.some(({ type, bitOffset, bitSize }) => {
      const align = alignOf(this.#btf, type);
      return size % align !== 0 || (bitSize === 0 && (bitOffset / 8) % align !== 0);
    });
  }
}

function tagOf(type: BtfTypeOf<'struct' | 'union' | 'fwd'>): 'struct' | 'union' {
  return type.kind === 'fwd' ? (type.union ? 'union' : 'struct') : type.kind;
}

/** Types that a type is made of. */
function mentioned(type: BtfType): TypeId[] {
  switch (type.kind) {
    case 'struct':
    case 'union':
      return type.members.map((member) => member.type);
    case 'funcProto':
      return [type.returns, ...type.parameters.map((parameter) => parameter.type)];
    default:
      return 'type' in type ? [type.type] : [];
  }
}
