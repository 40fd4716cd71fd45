import { SIZES } from './memory.js';
import type { ProgramText } from './program-text.js';
import type { Scope } from './scope.js';

/** A key at fp-4 or fp-8 from a number. */
function key(text: ProgramText, scope: Scope, map: 'counts' | 'table'): void {
  const source = text.number(scope);
  text.say(
    `r1 = r${source}; r1 &= ${map === 'counts' ? 7 : 15}; *(u64 *)(r10 -8) = r1; r2 = r10; r2 += -8; r1 = map[${map}]`,
  );
  text.clobber(scope);
}

export function lookup(text: ProgramText, scope: Scope): void {
  const { random } = text;
  const label = text.newLabel();
  key(text, scope, random.among(['counts', 'table'] as const));
  text.say(`call bpf_map_lookup_elem`);
  if (!random.chance(3)) text.say(`if r0 == 0 goto ${label}`);
  const size = random.among(SIZES);
  const off = random.below(17 - size / 8) + (random.chance(2) ? 8 : 0);
  if (random.chance(40)) text.say(`r1 = *(u${size} *)(r0 +${off}); r0 = r1; goto ${label}end`);
  else
    text.say(
      `*(u${size} *)(r0 +${off}) = ${scope.numbers.size ? text.operand(scope) : text.small()}; r0 = 1; goto ${label}end`,
    );
  text.say(`${label}: r0 = 0; ${label}end:`);
  scope.numbers.add(0);
}

export function change(text: ProgramText, scope: Scope): void {
  const map = text.random.among(['counts', 'table'] as const);
  key(text, scope, map);
  if (map === 'table' && text.random.chance(30)) text.say('call bpf_map_delete_elem');
  else
    text.say(
      `r3 = r10; r3 += -${text.random.among([16, 24, 32])}; r4 = ${text.random.below(4)}; call bpf_map_update_elem`,
    );
  scope.numbers.add(0);
}

export function ringbuf(text: ProgramText, scope: Scope): void {
  const { random } = text;
  const words = 1 + random.below(3);
  const label = text.newLabel();
  const kept = [...scope.numbers].filter((one) => one >= 7);
  text.clobber(scope);
  text.say(`r1 = map[ring]; r2 = ${8 * words}; r3 = 0; call bpf_ringbuf_reserve; if r0 == 0 goto ${label}`);
  for (let word = 0; word < words; word++) {
    const value = kept.length && random.chance(60) ? `r${random.among(kept)}` : `${text.small()}`;
    text.say(`*(u64 *)(r0 +${8 * word}) = ${value}`);
  }
  text.say(`r1 = r0; r2 = 0; call bpf_ringbuf_${random.among(['submit', 'discard'])}; ${label}: r0 = 0`);
  scope.numbers.add(0);
}
