import type { SymbolKind } from '../image/object-code.js';
import { StatementError, type Place } from './assembly-error.js';
import { parseExpression, type Expression } from './expression.js';
import { absolute, binary, isAbsolute, unary, type Location, type Value } from './value.js';

/** When and where an expression is read: what `.`, `1b` and a symbol that is set several times are. */
export interface Site {
  /** Rises with every statement. */
  readonly sequence: number;
  readonly location: Location | undefined;
}

interface Assignment {
  readonly site: Site;
  readonly expression: Expression;
}

export class AssemblySymbol {
  readonly name: string;
  /** Where its label stands. */
  location: Location | undefined;
  /** Of its label, or of its first `.set`. */
  place: Place | undefined;
  /** What `.set` made of it, in order. */
  readonly assignments: Assignment[] = [];
  binding: 'local' | 'global' | 'weak' = 'local';
  kind: SymbolKind = 'none';
  size: { readonly expression: Expression; readonly site: Site } | undefined;

  constructor(name: string) {
    this.name = name;
  }

  get defined(): boolean {
    return this.location !== undefined || this.assignments.length > 0;
  }
}

interface NumericLabel {
  readonly sequence: number;
  readonly location: Location;
}

/** The symbols of one source, and the values of expressions of them. */
export class SymbolScope {
  readonly symbols = new Map<string, AssemblySymbol>();
  private readonly numeric = new Map<string, NumericLabel[]>();
  private readonly evaluating = new Set<AssemblySymbol>();

  symbol(name: string): AssemblySymbol {
    let symbol = this.symbols.get(name);
    if (!symbol) this.symbols.set(name, (symbol = new AssemblySymbol(name)));
    return symbol;
  }

  /** @throws StatementError where the name is taken */
  label(name: string, location: Location, place: Place): void {
    const symbol = this.symbol(name);
    if (symbol.defined) {
      throw new StatementError(`"${name}" is already defined${symbol.place ? `, at line ${symbol.place.line}` : ''}`);
    }
    symbol.location = location;
    symbol.place = place;
  }

  numericLabel(label: string, location: Location, sequence: number): void {
    const labels = this.numeric.get(label);
    if (labels) labels.push({ sequence, location });
    else this.numeric.set(label, [{ sequence, location }]);
  }

  /** `.set name, expression`: unlike a label it may be given again. */
  assign(name: string, expression: Expression, site: Site, place: Place): void {
    const symbol = this.symbol(name);
    if (symbol.location) throw new StatementError(`"${name}" is already defined, as a label`);
    symbol.place ??= place;
    // A number is kept as such: `.set depth, depth + 1` in a macro must not make a chain as long as its history.
    const value = this.tryEvaluate(expression, site);
    const kept: Expression = value && isAbsolute(value) ? { kind: 'number', value: value.constant } : expression;
    symbol.assignments.push({ site, expression: kept });
  }

  /** The value, or undefined where it makes no sense before what follows is read. */
  tryEvaluate(expression: Expression, site: Site): Value | undefined {
    try {
      return this.evaluate(expression, site);
    } catch (error) {
      if (error instanceof StatementError) return undefined;
      throw error;
    }
  }

  evaluateText(text: string, site: Site): Value {
    return this.evaluate(parseExpression(text), site);
  }

  evaluate(expression: Expression, site: Site): Value {
    switch (expression.kind) {
      case 'number':
        return absolute(expression.value);
      case 'here':
        if (!site.location) throw new StatementError('"." is nowhere');
        return { plus: { location: site.location }, constant: 0n };
      case 'symbol':
        return this.symbolValue(expression.name, site);
      case 'numeric':
        return {
          plus: { location: this.findNumeric(expression.label, expression.forward, site.sequence) },
          constant: 0n,
        };
      case 'unary':
        return unary(expression.operator, this.evaluate(expression.of, site));
      case 'binary':
        return binary(expression.operator, this.evaluate(expression.left, site), this.evaluate(expression.right, site));
    }
  }

  private symbolValue(name: string, site: Site): Value {
    const symbol = this.symbol(name);
    if (symbol.assignments.length === 0) {
      return { plus: symbol.location ? { symbol, location: symbol.location } : { symbol }, constant: 0n };
    }
    if (this.evaluating.has(symbol)) throw new StatementError(`"${name}" is defined by itself`);
    // The last value set before; a use ahead of all of them takes the first, as in GNU as.
    const assignment = symbol.assignments.findLast((a) => a.site.sequence < site.sequence) ?? symbol.assignments[0]!;
    this.evaluating.add(symbol);
    try {
      return this.evaluate(assignment.expression, assignment.site);
    } finally {
      this.evaluating.delete(symbol);
    }
  }

  private findNumeric(label: string, forward: boolean, sequence: number): Location {
    const labels = this.numeric.get(label) ?? [];
    // The first that comes after the statement; a label of the statement itself stands before it.
    let low = 0,
      high = labels.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (labels[middle]!.sequence > sequence) high = middle;
      else low = middle + 1;
    }
    const found = labels[forward ? low : low - 1];
    if (found) return found.location;
    throw new StatementError(`no label "${label}:" ${forward ? 'follows' : 'stands before'}`);
  }
}
