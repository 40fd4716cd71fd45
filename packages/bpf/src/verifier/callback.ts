import { slotCovers } from './cover.js';
import type { Env } from './env.js';
import { isNumber, print } from './register.js';
import { EMPTY, type State, type StackSlot } from './state.js';

/** What a callback may return: 1 ends the loop. */
export function checkCallbackExit(env: Env, head: State, exit: State): void {
  const result = exit.get(0);
  if (!isNumber(result) || result.range.wide.umax > 1n) {
    env.fail(`At callback return the register R0 has ${print(result)} should have been in (0x0; 0x1)`);
  }
  for (const { id, at } of exit.references) {
    if (!head.references.some((one) => one.id === id)) env.fail(`Unreleased reference id=${id} alloc_insn=${at}`);
  }
  const gone = head.references.find(({ id }) => !exit.references.some((one) => one.id === id));
  if (gone) env.fail(`callback releases reference id=${gone.id} of its caller`);
}

/** Numbers that a callback may change one at a time are no longer known to be the same. */
export function forgetEqualities(head: State): void {
  for (const { stack } of head.frames) {
    stack.forEach((slot, index) => {
      const { spilled } = slot;
      if (spilled && isNumber(spilled) && spilled.id) stack[index] = { ...slot, spilled: { ...spilled, id: 0 } };
    });
  }
}

/** Ids are given once: of what has not changed they are the same. */
const SAME_IDS = { matches: (a: number, b: number): boolean => a === b };

/**
 * What holds before any of the calls of a callback, from what holds before some and after one more of them. Only its
 * callers' stacks can have changed. `head` itself where nothing is new.
 */
export function widen(head: State, exit: State): State {
  let changed = false;
  const next = head.copy();
  next.frames.forEach(({ stack }, depth) => {
    stack.forEach((slot, index) => {
      const after = exit.frames[depth]!.stack[index]!;
      if (slot === after || slotCovers(slot, after, SAME_IDS)) return;
      stack[index] = either(slot, after);
      changed = true;
    });
  });
  return changed ? next : head;
}

function either(a: StackSlot, b: StackSlot): StackSlot {
  const letters = [...a.bytes].map((letter, n) => {
    const other = b.bytes[n]!;
    if (letter === '?' || other === '?') return '?';
    return letter === '0' && other === '0' ? '0' : 'm';
  });
  return { ...EMPTY, bytes: letters.join('') };
}
