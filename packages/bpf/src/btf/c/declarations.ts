import type { BtfBuilder } from '../builder.js';
import { alignOf, roundUp } from '../layout.js';
import type { BtfType, Member, Parameter, TypeId } from '../types.js';
import { BASE_WORDS, baseType } from './base-types.js';
import { Tokens } from './tokens.js';

/** A name with its type, and how it was introduced. */
export interface Declared {
  readonly storage: 'extern' | 'typedef' | 'none';
  readonly name: string;
  readonly type: TypeId;
}

type Wrap = (type: TypeId) => TypeId;

/**
 * Reads C declarations into BTF: structures laid out by C's rules, unions, enumerations, typedefs, pointers, arrays,
 * function types, prototypes and extern variables. As much of C as the lab's own declarations use; they are trusted, and
 * an error is a plain one.
 */
export class CDeclarations {
  readonly #builder: BtfBuilder;
  readonly #typedefs = new Map<string, TypeId>();

  constructor(builder: BtfBuilder) {
    this.#builder = builder;
  }

  /** What a source declares but types: functions and variables, in its order. */
  read(source: string): Declared[] {
    const tokens = new Tokens(source);
    const declared: Declared[] = [];
    while (!tokens.done) declared.push(...this.#declaration(tokens));
    return declared;
  }

  /** `struct pid *thread_pid`, `u64 regs[31]`, or an anonymous union. */
  member(source: string): { readonly name: string; readonly type: TypeId } {
    const tokens = new Tokens(source);
    const { type } = this.#specifiers(tokens);
    return tokens.done ? { name: '', type } : this.#declarator(tokens, type);
  }

  #declaration(tokens: Tokens): Declared[] {
    const { type, storage } = this.#specifiers(tokens);
    const declared: Declared[] = [];
    if (tokens.take(';')) return declared;
    do {
      const { name, type: its } = this.#declarator(tokens, type);
      if (storage === 'typedef') this.#typedefs.set(name, this.#builder.add({ kind: 'typedef', name, type: its }));
      else declared.push({ storage, name, type: its });
    } while (tokens.take(','));
    tokens.expect(';');
    return declared;
  }

  #specifiers(tokens: Tokens): { type: TypeId; storage: Declared['storage'] } {
    let storage: Declared['storage'] = 'none';
    let constant = false;
    let isVolatile = false;
    const words: string[] = [];
    let type: TypeId | undefined;
    for (;;) {
      if (tokens.take('extern')) storage = 'extern';
      else if (tokens.take('typedef')) storage = 'typedef';
      else if (tokens.take('const')) constant = true;
      else if (tokens.take('volatile')) isVolatile = true;
      else if (BASE_WORDS.has(tokens.peek)) words.push(tokens.next());
      else if (type === undefined && words.length === 0 && (tokens.peek === 'struct' || tokens.peek === 'union')) type = this.#composite(tokens, tokens.next() as 'struct' | 'union');
      else if (type === undefined && words.length === 0 && tokens.take('enum')) type = this.#enumeration(tokens);
      else if (type === undefined && words.length === 0 && this.#typedefs.has(tokens.peek)) type = this.#typedefs.get(tokens.next())!;
      else break;
    }
    if (type === undefined) {
      if (words.length === 0) throw new Error(`C declaration: no type before "${tokens.peek}"`);
      const base = baseType(words);
      type = base === undefined ? 0 : this.#builder.add(base);
    }
    if (isVolatile) type = this.#builder.add({ kind: 'volatile', name: '', type });
    if (constant) type = this.#builder.add({ kind: 'const', name: '', type });
    return { type, storage };
  }

  #composite(tokens: Tokens, kind: 'struct' | 'union'): TypeId {
    const name = tokens.identifier() ?? '';
    if (!tokens.take('{')) return this.#builder.mention(kind, name);
    const members: Member[] = [];
    let end = 0;
    let align = 1;
    const btf = this.#builder.build();
    while (!tokens.take('}')) {
      const { type: base } = this.#specifiers(tokens);
      do {
        const { name: member, type } = tokens.peek === ';' ? { name: '', type: base } : this.#declarator(tokens, base);
        const size = btf.sizeOf(type);
        if (size === undefined) throw new Error(`C declaration: ${kind} ${name}: member "${member}" has no size`);
        const its = alignOf(btf, type);
        const offset = kind === 'union' ? 0 : roundUp(end, its);
        members.push({ name: member, type, bitOffset: offset * 8, bitSize: 0 });
        end = Math.max(end, offset + size);
        align = Math.max(align, its);
      } while (tokens.take(','));
      tokens.expect(';');
    }
    return this.#builder.define(kind, { kind, name, size: roundUp(end, align), members });
  }

  #enumeration(tokens: Tokens): TypeId {
    const name = tokens.identifier() ?? '';
    if (!tokens.take('{')) return this.#builder.mention('enum', name);
    const values: { name: string; value: bigint }[] = [];
    let next = 0;
    while (!tokens.take('}')) {
      const enumerator = tokens.identifier() ?? tokens.next();
      if (tokens.take('=')) next = tokens.take('-') ? -tokens.number() : tokens.number();
      values.push({ name: enumerator, value: BigInt(next++) });
      tokens.take(',');
    }
    const signed = values.some(({ value }) => value < 0n);
    return this.#builder.define('enum', { kind: 'enum', name, size: 4, signed, values });
  }

  #declarator(tokens: Tokens, base: TypeId): { name: string; type: TypeId } {
    const { name, wrap } = this.#inner(tokens);
    return { name, type: wrap(base) };
  }

  /** From the inside out: what a name is, as a function of the type in front of it. */
  #inner(tokens: Tokens): { name: string; wrap: Wrap } {
    let pointers: Wrap = (type) => type;
    while (tokens.take('*')) {
      const before = pointers;
      const constant = tokens.take('const');
      pointers = (type) => {
        const pointer = this.#builder.add({ kind: 'ptr', type: before(type) });
        return constant ? this.#builder.add({ kind: 'const', name: '', type: pointer }) : pointer;
      };
    }
    const { name, wrap: inside } = this.#core(tokens);
    const suffix = this.#suffix(tokens);
    return { name, wrap: (type) => inside(suffix(pointers(type))) };
  }

  /** The name itself, or a declarator in parentheses. */
  #core(tokens: Tokens): { name: string; wrap: Wrap } {
    if (!tokens.take('(')) return { name: tokens.identifier() ?? '', wrap: (type) => type };
    const nested = this.#inner(tokens);
    tokens.expect(')');
    return nested;
  }

  #suffix(tokens: Tokens): Wrap {
    if (tokens.take('[')) {
      const length = tokens.peek === ']' ? 0 : tokens.number();
      tokens.expect(']');
      const rest = this.#suffix(tokens);
      return (type) => this.#builder.add({ kind: 'array', type: rest(type), indexType: this.#builder.add(baseType(['int'])!), length });
    }
    if (tokens.take('(')) {
      const { parameters, variadic } = this.#parameters(tokens);
      return (type) => this.#builder.add({ kind: 'funcProto', returns: type, parameters, variadic } satisfies BtfType);
    }
    return (type) => type;
  }

  #parameters(tokens: Tokens): { parameters: Parameter[]; variadic: boolean } {
    const parameters: Parameter[] = [];
    while (!tokens.take(')')) {
      if (tokens.take('...')) {
        tokens.expect(')');
        return { parameters, variadic: true };
      }
      const { type } = this.#specifiers(tokens);
      const parameter = tokens.peek === ',' || tokens.peek === ')' ? { name: '', type } : this.#declarator(tokens, type);
      if (parameter.type !== 0) parameters.push(parameter);
      tokens.take(',');
    }
    return { parameters, variadic: false };
  }
}
