import type { EncodeContext, Relocation, SymbolicValue } from './encode.js';
import type { RelocationType } from './relocation.js';

const word = /[\w.]*/y;

/** Numbers that mean the same to everybody; GNU as takes those that begin with 0 for octal. */
const plainNumber = /^(-?)(0x[\da-f]+|0|[1-9]\d*)$/i;

const registerName = /^(?:[wxbhsdqv]\d+(?:\..*)?|[wx]zr|w?sp|lr|fp|ip[01])$/i;

/** How a parse went wrong, at the place where the most promising form of a mnemonic gave up. */
export interface Failure {
  readonly column: number;
  /** What would be accepted there; several forms may have failed at one place. */
  readonly expected: readonly string[];
  /** The operand was of the right kind, but its value was not: tells more than any other form's complaint. */
  readonly kindFits: boolean;
}

/** Reads one instruction's operand text, and collects the fields that the operands give. */
export class OperandReader {
  readonly text: string;
  readonly context: EncodeContext;
  /** Whether the context was asked: what was read may mean something else elsewhere. */
  contextual = false;
  position = 0;
  fields: Record<string, number> = {};
  relocation: Relocation | undefined;
  failure: Failure = { column: -1, expected: [], kindFits: false };

  constructor(text: string, context: EncodeContext) {
    this.text = text;
    this.context = context;
  }

  /** Starts over for another form of the mnemonic; `fields` are what the form stands for. */
  restart(fields: Record<string, number>): void {
    this.position = 0;
    this.fields = fields;
    this.relocation = undefined;
  }

  /** Whether `literal` comes next; it is skipped. */
  accept(literal: string): boolean {
    this.skipSpace();
    const end = this.position + literal.length;
    if (this.text.slice(this.position, end).toLowerCase() !== literal) return false;
    if (/\w$/.test(literal) && /[\w.]/.test(this.text[end] ?? '')) return false;
    this.position = end;
    return true;
  }

  atEnd(): boolean {
    this.skipSpace();
    return this.position >= this.text.length;
  }

  /** The name at the current place, in lower case and not skipped: a register, condition, shift ... */
  peekWord(): string {
    this.skipSpace();
    word.lastIndex = this.position;
    return word.exec(this.text)![0].toLowerCase();
  }

  /** Skips what `peekWord` gave. */
  skipWord(): void {
    this.position += this.peekWord().length;
  }

  /** The specifier of `:lo12:symbol`, without its colons. It is skipped, as is a `#` in front. */
  specifier(): string | undefined {
    this.accept('#');
    this.skipSpace();
    const match = /^:(\w+):/.exec(this.text.slice(this.position));
    if (!match) return undefined;
    this.position += match[0].length;
    return match[1]!.toLowerCase();
  }

  /** The text of an expression up to the end of the operand, or undefined where there is none. It is skipped. */
  expression(): string | undefined {
    this.accept('#');
    this.skipSpace();
    const start = this.position;
    let depth = 0, end = start;
    for (; end < this.text.length; end++) {
      const c = this.text[end]!;
      if (c === "'") end += this.text[end + 1] === '\\' ? 2 : 1;
      else if (c === '(') depth++;
      else if (c === ')') depth--;
      else if (depth === 0 && (c === ',' || c === ']' || c === '[')) break;
    }
    const expression = this.text.slice(start, end).trim();
    if (expression === '' || expression.startsWith(':') || registerName.test(expression)) return undefined;
    this.position = end;
    return expression;
  }

  /** The value of an absolute expression; undefined, with the place unchanged, where there is none. */
  immediate(): bigint | undefined {
    const start = this.position;
    const expression = this.expression();
    if (expression === undefined) {
      this.position = start;
      return undefined;
    }
    const [, sign, digits] = plainNumber.exec(expression) ?? [];
    if (digits !== undefined) return BigInt.asIntN(64, sign === '-' ? -BigInt(digits) : BigInt(digits));
    const value = this.evaluate(expression, 'immediate');
    if (typeof value === 'bigint') return value;
    this.position = start;
    this.failValue('an absolute value');
    return undefined;
  }

  /** An address: `absolute` gets it where it is known, else a relocation of `type` is left for the linker. */
  symbol(type: RelocationType, absolute: (value: bigint) => boolean): boolean {
    const start = this.position;
    const expression = this.expression();
    if (expression === undefined) return this.fail('a label');
    const value = this.evaluate(expression, type);
    if (typeof value !== 'bigint') {
      this.relocation = { type, symbol: value.symbol, addend: value.addend };
      return true;
    }
    const end = this.position;
    this.position = start;
    if (!absolute(value)) return false;
    this.position = end;
    return true;
  }

  /** Notes that something else was expected at the current place. Always false, for `return reader.fail(...)`. */
  fail(expected: string, kindFits = false): false {
    this.skipSpace();
    const { column, kindFits: knew, expected: before } = this.failure;
    const [here, rank] = [this.position, Number(kindFits) - Number(knew)];
    if (here > column || (here === column && rank > 0)) {
      this.failure = { column: here, expected: [expected], kindFits };
    } else if (here === column && rank === 0 && !before.includes(expected)) {
      this.failure = { column, expected: [...before, expected], kindFits };
    }
    return false;
  }

  /** `fail` where the operand is of the right kind and only its value is refused. */
  failValue(expected: string): false {
    return this.fail(expected, true);
  }

  private evaluate(expression: string, use: RelocationType | 'immediate'): bigint | SymbolicValue {
    this.contextual = true;
    return this.context.evaluate(expression, use);
  }

  private skipSpace(): void {
    while (/\s/.test(this.text[this.position] ?? '')) this.position++;
  }
}
