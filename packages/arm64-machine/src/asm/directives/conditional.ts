import type { Assembler } from '../assembler.js';
import { StatementError } from '../assembly-error.js';
import { operandsOf, symbolName, type Directive } from './directive.js';

type Condition = (assembler: Assembler, operands: string) => boolean;

const compares =
  (holds: (value: bigint) => boolean): Condition =>
  (assembler, text) =>
    holds(assembler.number(operandsOf(text, 1)[0]!));
const isNotZero = compares((value) => value !== 0n);

const isDefined: Condition = (assembler, text) =>
  assembler.scope.symbols.get(symbolName(operandsOf(text, 1)[0]!))?.defined ?? false;

/** `.ifc a, b`: texts up to the comma, without the blanks around them and single quotes. */
const areEqual: Condition = (_, text) => {
  const [a, b, ...more] = operandsOf(text, 1, Infinity).map((operand) => operand.text.replace(/^'(.*)'$/, '$1'));
  if (more.length > 0) throw new StatementError('expected two texts');
  return a === (b ?? '');
};

const isBlank: Condition = (_, text) => text.trim() === '';
const not =
  (condition: Condition): Condition =>
  (assembler, text) =>
    !condition(assembler, text);
const opens =
  (condition: Condition): Directive =>
  (assembler, text) =>
    assembler.conditionals.begin(() => condition(assembler, text));

/** Directives that count even where statements are left out. */
export const conditionalDirectives: Readonly<Record<string, Directive>> = {
  '.if': opens(isNotZero), '.ifne': opens(isNotZero), '.ifeq': opens(not(isNotZero)),
  '.ifgt': opens(compares((value) => value > 0n)), '.ifge': opens(compares((value) => value >= 0n)),
  '.iflt': opens(compares((value) => value < 0n)), '.ifle': opens(compares((value) => value <= 0n)),
  '.ifdef': opens(isDefined), '.ifndef': opens(not(isDefined)), '.ifnotdef': opens(not(isDefined)),
  '.ifc': opens(areEqual), '.ifnc': opens(not(areEqual)), '.ifeqs': opens(areEqual), '.ifnes': opens(not(areEqual)),
  '.ifb': opens(isBlank), '.ifnb': opens(not(isBlank)),
  '.elseif': (assembler, text) => assembler.conditionals.elseIf(() => isNotZero(assembler, text)),
  '.else': (assembler) => assembler.conditionals.otherwise(),
  '.endif': (assembler) => assembler.conditionals.end(),
};
