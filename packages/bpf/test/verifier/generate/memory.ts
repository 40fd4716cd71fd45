import { transform } from './arithmetic.js';
import { bound } from './bound.js';
import type { ProgramText } from './program-text.js';
import type { Scope } from './scope.js';

/** Of stack that hold numbers. */
export const WORDS = 4;
export const BOTTOM = -8 * WORDS;
export const SIZES = [8, 16, 32, 64] as const;

export function stack(text: ProgramText, scope: Scope): void {
  const size = text.random.among(SIZES);
  const at = -(size / 8) * (1 + text.random.below((WORDS * 64) / size));
  if (text.random.chance(50)) text.say(`*(u${size} *)(r10 ${at}) = ${text.operand(scope)}`);
  else
    text.say(`r${text.target(scope)} = *(${size < 64 && text.random.chance(30) ? 's' : 'u'}${size} *)(r10 ${at})`);
}

/** A word of the stack by number. */
export function stackIndex(text: ProgramText, scope: Scope): void {
  const source = text.number(scope);
  const index = text.target(scope);
  text.say(`r${index} = r${source}`);
  bound(text, index, 31);
  text.say(`r${index} &= 24`);
  text.say(`r1 = r10; r1 += r${index}`);
  if (text.random.chance(50)) text.say(`r${index} = *(u64 *)(r1 ${BOTTOM})`);
  else text.say(`*(u64 *)(r1 ${BOTTOM}) = ${text.operand(scope)}`);
}

/** A byte of a map's value by number. */
export function index(text: ProgramText, scope: Scope): void {
  const { random } = text;
  const size = random.among(SIZES);
  const source = text.number(scope);
  const index = text.target(scope);
  if (index !== source)
    text.say(
      `${random.chance(75) ? 'r' : 'w'}${index} = ${random.chance(75) ? 'r' : 'w'}${source}`
        .replace(/^r(.*) w/, 'w$1 w')
        .replace(/^w(.*) r/, 'w$1 w'),
    );
  // What the bounds become is for the verifier to work out.
  if (random.chance(15)) {
    text.say(`if ${text.condition(scope)} goto +0`);
  }
  const least = random.below(8);
  bound(text, index, 63 - size / 8 - least);
  if (random.chance(50)) transform(text, index);
  text.say(`r1 = map[state][0]+${random.chance(50) ? 0 : least}; r1 += r${index}`);
  const off = random.chance(60) ? 0 : random.below(3);
  if (random.chance(60)) text.say(`r${index} = *(u${size} *)(r1 +${off})`);
  else text.say(`*(u${size} *)(r1 +${off}) = ${text.operand(scope)}`);
}

export function atomic(text: ProgramText, scope: Scope): void {
  const { random } = text;
  const size = random.among([32, 64]);
  const place = random.chance(50)
    ? `(u${size} *)(r10 -${8 * (1 + random.below(WORDS))})`
    : `(u${size} *)(r1 +${8 * random.below(8)})`;
  const source = text.number(scope);
  const name = size === 64 ? 'atomic64' : 'atomic';
  if (place.includes('r1')) text.say('r1 = map[state][0]+0');
  const kind = random.below(4);
  if (kind === 0) return text.say(`lock *${place} ${random.among(['+', '|', '&', '^'])}= r${source}`);
  if (kind === 1)
    return text.say(`r${source} = ${name}_fetch_${random.among(['add', 'or', 'and', 'xor'])}(${place}, r${source})`);
  if (kind === 2) return text.say(`r${source} = ${name}_xchg(${place}, r${source})`);
  if (!scope.numbers.has(0)) text.constant(scope, 0);
  return text.say(`r0 = ${name}_cmpxchg(${place}, r0, r${source})`);
}

export function argument(text: ProgramText, scope: Scope): void {
  const size = text.random.among(SIZES);
  text.say(`r${text.target(scope)} = *(u${size} *)(r6 +${(size / 8) * text.random.below(256 / size)})`);
}

/** The context goes to the stack and comes back. */
export function spill(text: ProgramText, scope: Scope): void {
  text.say(
    `*(u64 *)(r10 -80) = r6; r1 = *(u64 *)(r10 -80); r${text.target(scope)} = *(u64 *)(r1 +${8 * text.random.below(4)})`,
  );
}

/** A word of the caller's stack. */
export function area(text: ProgramText, scope: Scope): void {
  const size = text.random.among(SIZES);
  const at = (size / 8) * text.random.below((WORDS * 64) / size);
  if (text.random.chance(50)) text.say(`*(u${size} *)(r${scope.area} +${at}) = ${text.operand(scope)}`);
  else text.say(`r${text.target(scope)} = *(u${size} *)(r${scope.area} +${at})`);
}
