import { BOTTOM, WORDS } from './memory.js';
import type { ProgramText } from './program-text.js';
import type { Scope } from './scope.js';

export function branch(text: ProgramText, scope: Scope): void {
  const [otherwise, end] = [text.newLabel(), text.newLabel()];
  text.say(`if ${text.condition(scope)} goto ${otherwise}`);
  const before = [...scope.numbers];
  text.block(scope, 2);
  const after = new Set(scope.numbers);
  text.say(`goto ${end}; ${otherwise}:`);
  scope.numbers.clear();
  before.forEach((one) => scope.numbers.add(one));
  text.block(scope, 1);
  text.say(`${end}:`);
  for (const one of [...scope.numbers]) if (!after.has(one)) scope.numbers.delete(one);
}

/** A few times, counted on the stack. */
export function loop(text: ProgramText, scope: Scope): void {
  const label = text.newLabel();
  const counter = -8 * (WORDS + 2 + text.random.below(4));
  text.say(`*(u64 *)(r10 ${counter}) = ${1 + text.random.below(4)}; ${label}:`);
  const before = [...scope.numbers];
  text.block(scope, 2);
  for (const register of before) if (!scope.numbers.has(register)) text.constant(scope, register);
  scope.numbers.clear();
  before.forEach((one) => scope.numbers.add(one));
  text.say(`r1 = *(u64 *)(r10 ${counter}); r1 += -1; *(u64 *)(r10 ${counter}) = r1; if r1 s> 0 goto ${label}`);
}

/** Begins with a stack and registers full of numbers, and returns something of all of them. */
export function body(text: ProgramText, scope: Scope, registers: readonly number[], results = false): void {
  for (let word = 1; word <= WORDS; word++) text.say(`*(u64 *)(r10 -${8 * word}) = ${text.small()}`);
  for (const register of registers) if (!scope.numbers.has(register)) text.constant(scope, register);
  text.block(scope, 3);
  const [first, ...rest] = [...scope.numbers];
  if (first === undefined) text.say('r0 = 0');
  else text.say(`r0 = r${first}`);
  for (const register of rest) if (register !== 0 && first !== 0) text.say(`r0 ^= r${register}`);
  if (results) text.say('r0 &= 1');
  text.say('exit');
}

/** Writes a function elsewhere; returns its label. */
function subprogram(text: ProgramText, scope: Scope, registers: readonly number[], begin: string, results: boolean): string {
  const label = text.newLabel();
  const outer = text.lines;
  text.lines = [`${label}:`, ...(begin ? [begin] : [])];
  const budget = text.budget;
  text.budget = 1 + text.random.below(6);
  body(text, scope, registers, results);
  text.functions.push(...text.lines);
  text.lines = outer;
  text.budget = budget;
  return label;
}

export function call(text: ProgramText, scope: Scope): void {
  const argument = text.number(scope);
  const own: Scope = { numbers: new Set([2, 3]), context: false, area: 9 };
  const label = subprogram(text, own, [0, 7], 'r9 = r1', false);
  text.say(`r3 = r${argument}; r2 = ${text.small()}; r1 = r10; r1 += ${BOTTOM}; call ${label}`);
  text.clobber(scope);
  scope.numbers.add(0);
}

export function callback(text: ProgramText, scope: Scope): void {
  const each = text.random.chance(30);
  const own: Scope = { numbers: new Set([7, 8]), context: false, area: 9 };
  const begin = each
    ? 'r9 = r4; r7 = *(u32 *)(r2 +0); r8 = *(u64 *)(r3 +8); *(u64 *)(r3 +0) = r7'
    : 'r9 = r2; r7 = r1; r8 = 3';
  const label = subprogram(text, own, [0], begin, true);
  text.say(each ? 'r1 = map[counts]' : `r1 = ${text.random.below(6)}`);
  text.say(`r2 = func ${label}; r3 = r10; r3 += ${BOTTOM}; r4 = 0; call bpf_${each ? 'for_each_map_elem' : 'loop'}`);
  text.clobber(scope);
  scope.numbers.add(0);
}
