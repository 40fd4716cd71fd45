import { StatementError } from './assembly-error.js';

export type Expression =
  | { readonly kind: 'number'; readonly value: bigint }
  | { readonly kind: 'symbol'; readonly name: string }
  /** `.`: where the statement is. */
  | { readonly kind: 'here' }
  /** `1b` and `1f`. */
  | { readonly kind: 'numeric'; readonly label: string; readonly forward: boolean }
  | { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly of: Expression }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression };

export type UnaryOperator = '-' | '+' | '~' | '!';

/** Binding strength. GNU as binds `|`, `&` and `^` tighter than `+`, unlike C. */
const ranks: Readonly<Record<string, number>> = {
  '||': 1, '&&': 2,
  '==': 3, '!=': 3, '<>': 3, '<': 3, '<=': 3, '>': 3, '>=': 3,
  '+': 4, '-': 4,
  '|': 5, '&': 5, '^': 5, '!': 5,
  '*': 6, '/': 6, '%': 6, '<<': 6, '>>': 6,
};

const tokenKinds = [
  String.raw`(?<number>0x[\da-f]+\b|0b[01]+\b|\d+\b(?![$.]))`,
  String.raw`(?<numeric>\d+[bf](?![\w.$]))`,
  String.raw`(?<symbol>[a-z_.$][\w.$]*)`,
  String.raw`(?<character>'(?:\\.|[^\\])'?)`,
  String.raw`(?<operator><<|>>|<=|>=|<>|==|!=|&&|\|\||[-+*/%<>&|^~!()])`,
];
const token = new RegExp(String.raw`\s*(?:${tokenKinds.join('|')})`, 'iy');

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };

const parsed = new Map<string, Expression>();

/** @throws StatementError that says where the text stops making sense */
export function parseExpression(text: string): Expression {
  let expression = parsed.get(text);
  if (!expression) {
    expression = new Parser(text).whole();
    // Sources repeat themselves: one kernel image has a few thousand different expressions.
    if (parsed.size > 20_000) parsed.clear();
    parsed.set(text, expression);
  }
  return expression;
}

class Parser {
  private readonly text: string;
  private groups: Record<string, string | undefined> = {};
  private start = 0;
  private end = 0;

  constructor(text: string) {
    this.text = text;
    this.advance();
  }

  whole(): Expression {
    const expression = this.binary(1);
    if (this.start < this.text.length) throw this.unexpected('an operator');
    return expression;
  }

  private binary(rank: number): Expression {
    let left = this.unary();
    for (;;) {
      const operator = this.groups['operator'];
      const own = operator === undefined ? undefined : ranks[operator];
      if (operator === undefined || own === undefined || own < rank) return left;
      this.advance();
      left = { kind: 'binary', operator, left, right: this.binary(own + 1) };
    }
  }

  private unary(): Expression {
    const { number, numeric, symbol, character, operator } = this.groups;
    if (number !== undefined) return this.skipTo({ kind: 'number', value: this.integer(number) });
    if (numeric !== undefined) {
      return this.skipTo({ kind: 'numeric', label: numeric.slice(0, -1), forward: /f$/i.test(numeric) });
    }
    if (symbol !== undefined) return this.skipTo(symbol === '.' ? { kind: 'here' } : { kind: 'symbol', name: symbol });
    if (character !== undefined) return this.skipTo({ kind: 'number', value: characterValue(character) });
    if (operator === '(') {
      this.advance();
      const inner = this.binary(1);
      if (this.groups['operator'] !== ')') throw this.unexpected('")"');
      return this.skipTo(inner);
    }
    if (operator === '-' || operator === '+' || operator === '~' || operator === '!') {
      this.advance();
      return { kind: 'unary', operator, of: this.unary() };
    }
    throw this.unexpected('a number or symbol');
  }

  private skipTo(expression: Expression): Expression {
    this.advance();
    return expression;
  }

  private integer(digits: string): bigint {
    if (!/^0\d/.test(digits)) return BigInt(digits.toLowerCase());
    if (/[89]/.test(digits)) throw new StatementError(`"${digits}" is no octal number`, this.start);
    return BigInt(`0o${digits}`);
  }

  private advance(): void {
    token.lastIndex = this.end;
    const match = token.exec(this.text);
    this.groups = match?.groups ?? {};
    this.end = match ? token.lastIndex : this.end;
    const rest = this.text.slice(match ? match.index : this.end);
    this.start = this.text.length - rest.trimStart().length;
  }

  private unexpected(wanted: string): StatementError {
    const rest = this.text.slice(this.start).trim();
    return new StatementError(
      rest === '' ? `expected ${wanted} after "${this.text.trim()}"` : `expected ${wanted} instead of "${rest}"`,
      this.start,
    );
  }
}

function characterValue(quoted: string): bigint {
  const c = quoted[1] === '\\' ? (escapes[quoted[2]!] ?? quoted[2]!) : quoted[1]!;
  return BigInt(c.charCodeAt(0));
}
