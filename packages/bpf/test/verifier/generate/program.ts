import type { Choices } from '../choices.js';
import { arithmetic } from './arithmetic.js';
import { body, branch, call, callback, loop } from './control.js';
import { change, lookup, ringbuf } from './map-use.js';
import { area, argument, atomic, index, spill, stack, stackIndex } from './memory.js';
import { ProgramText } from './program-text.js';
import type { Scope } from './scope.js';

/**
 * A program that is nearly right: numbers flow through arithmetic, branches, loops, stacks, maps, functions and callbacks,
 * and become indices whose bounds hold more often than not. Nothing depends on an address.
 */
export function generateProgram(random: Choices): string {
  const text = new ProgramText(random, statement);
  text.budget = 3 + random.below(9);
  text.say('r6 = r1');
  body(text, { numbers: new Set(), context: true, area: undefined }, [0, 3, 7, 8]);
  return [...text.lines, ...text.functions].join('\n');
}

function statement(text: ProgramText, scope: Scope): void {
  const { random } = text;
  const inMain = scope.context && text.functions.length < 4;
  const kinds: readonly (readonly [weight: number, write: () => void])[] = [
    [16, () => arithmetic(text, scope)],
    [8, () => stack(text, scope)],
    [6, () => stackIndex(text, scope)],
    [9, () => branch(text, scope)],
    [3, () => loop(text, scope)],
    [16, () => index(text, scope)],
    [8, () => lookup(text, scope)],
    [4, () => change(text, scope)],
    [3, () => atomic(text, scope)],
    [2, () => ringbuf(text, scope)],
    [scope.context ? 8 : 0, () => argument(text, scope)],
    [scope.context ? 2 : 0, () => spill(text, scope)],
    [scope.area === undefined ? 0 : 12, () => area(text, scope)],
    [inMain ? 4 : 0, () => call(text, scope)],
    [inMain ? 4 : 0, () => callback(text, scope)],
  ];
  let at = random.below(kinds.reduce((sum, [weight]) => sum + weight, 0));
  for (const [weight, write] of kinds) {
    at -= weight;
    if (at < 0) return write();
  }
}
