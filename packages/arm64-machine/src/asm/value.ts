import { StatementError } from './assembly-error.js';
import type { AssemblySymbol } from './symbol-scope.js';
import type { Section } from './section.js';

export interface Location {
  readonly section: Section;
  readonly offset: number;
}

/** A symbol, or a place without a name. */
export interface Term {
  readonly symbol?: AssemblySymbol;
  /** Absent for symbols that are not defined (yet). */
  readonly location?: Location;
}

/** What an expression comes to: `plus - minus + constant`, as much as an object file can say. */
export interface Value {
  readonly plus?: Term | undefined;
  readonly minus?: Term | undefined;
  /** A signed number of 64 bits. */
  readonly constant: bigint;
}

export const absolute = (constant: bigint): Value => ({ constant: BigInt.asIntN(64, constant) });

export function isAbsolute(value: Value): boolean {
  return !value.plus && !value.minus;
}

/** How a value reads in an error. */
export function describeTerm({ symbol, location }: Term): string {
  return symbol?.name ?? `${location!.section.name}+${location!.offset}`;
}

const truth = (condition: boolean): bigint => (condition ? -1n : 0n);
const logical = (condition: boolean): bigint => (condition ? 1n : 0n);

/** Operators of numbers alone, as GNU as computes them: 64 bits, shifts to the right fill with zeros, true is -1. */
const onNumbers: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
  '*': (a, b) => a * b,
  '/': (a, b) => a / nonZero(b),
  '%': (a, b) => a % nonZero(b),
  '<<': (a, b) => (b < 0n || b > 63n ? 0n : a << b),
  '>>': (a, b) => (b < 0n || b > 63n ? 0n : BigInt.asUintN(64, a) >> b),
  '|': (a, b) => a | b,
  '&': (a, b) => a & b,
  '^': (a, b) => a ^ b,
  '!': (a, b) => a | ~b,
  '&&': (a, b) => logical(a !== 0n && b !== 0n),
  '||': (a, b) => logical(a !== 0n || b !== 0n),
};

/** Operators that compare what `a - b` comes to, so that places in one section can be compared. */
const onDifference: Readonly<Record<string, (difference: bigint) => bigint>> = {
  '==': (d) => truth(d === 0n),
  '!=': (d) => truth(d !== 0n),
  '<>': (d) => truth(d !== 0n),
  '<': (d) => truth(d < 0n),
  '<=': (d) => truth(d <= 0n),
  '>': (d) => truth(d > 0n),
  '>=': (d) => truth(d >= 0n),
};

function nonZero(divisor: bigint): bigint {
  if (divisor === 0n) throw new StatementError('division by zero');
  return divisor;
}

export function binary(operator: string, a: Value, b: Value): Value {
  if (operator === '+') return sum(a, b);
  if (operator === '-') return sum(a, { plus: b.minus, minus: b.plus, constant: -b.constant });
  const compare = onDifference[operator];
  if (compare) {
    // Numbers are not subtracted: the difference of two may be beyond 64 bits.
    const difference =
      isAbsolute(a) && isAbsolute(b)
        ? a.constant - b.constant
        : numberOf(sum(a, { plus: b.minus, minus: b.plus, constant: -b.constant }));
    return absolute(compare(difference));
  }
  return absolute(onNumbers[operator]!(numberOf(a), numberOf(b)));
}

export function unary(operator: string, value: Value): Value {
  if (operator === '+') return value;
  if (operator === '-') return sum(absolute(0n), { plus: value.minus, minus: value.plus, constant: -value.constant });
  const number = numberOf(value);
  return absolute(operator === '~' ? ~number : logical(number === 0n));
}

/** @throws StatementError that names what keeps the value from being a number */
export function numberOf(value: Value): bigint {
  const term = value.plus ?? value.minus;
  if (!term) return value.constant;
  throw new StatementError(
    term.location
      ? `"${describeTerm(term)}" is an address, not a number`
      : `"${describeTerm(term)}" is not defined here`,
  );
}

function sum(a: Value, b: Value): Value {
  let constant = a.constant + b.constant;
  const plus = [a.plus, b.plus].filter((term) => term !== undefined);
  const minus = [a.minus, b.minus].filter((term) => term !== undefined);
  for (let i = plus.length - 1; i >= 0; i--) {
    const j = minus.findIndex((term) => distance(plus[i]!, term) !== undefined);
    if (j < 0) continue;
    constant += distance(plus[i]!, minus[j]!)!;
    plus.splice(i, 1);
    minus.splice(j, 1);
  }
  if (plus.length > 1 || minus.length > 1) {
    const terms = plus.length > 1 ? plus : minus;
    throw new StatementError(
      `"${terms.map(describeTerm).join('" and "')}" are two addresses: no relocation adds them up`,
    );
  }
  return { plus: plus[0], minus: minus[0], constant: BigInt.asIntN(64, constant) };
}

/** `a - b` where it does not depend on the link: two places in one section, or one undefined symbol twice. */
function distance(a: Term, b: Term): bigint | undefined {
  if (a.symbol && a.symbol === b.symbol && a.location === b.location) return 0n;
  if (a.symbol?.binding === 'weak' || b.symbol?.binding === 'weak') return undefined;
  if (!a.location || !b.location || a.location.section !== b.location.section) return undefined;
  return BigInt(a.location.offset - b.location.offset);
}
