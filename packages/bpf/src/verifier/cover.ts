import { isNumber, number, sameKind, UNKNOWN_NUMBER, type Register } from './register.js';
import { contains, ZERO } from './scalar.js';
import type { Frame, StackSlot, State } from './state.js';

/** Whether an id of one state may stand for one of another. */
export interface Ids {
  matches(older: number, newer: number): boolean;
}

/** One to one. */
class IdMap implements Ids {
  readonly #there = new Map<number, number>();
  readonly #back = new Map<number, number>();

  matches(older: number, newer: number): boolean {
    if (older === 0) return newer === 0;
    const known = this.#there.get(older);
    if (known !== undefined) return known === newer;
    if (newer === 0 || this.#back.has(newer)) return false;
    this.#there.set(older, newer);
    this.#back.set(newer, older);
    return true;
  }
}

/**
 * states_equal(): whatever may be the case in `newer` may be in `older`, so that nothing new can happen from there. Registers
 * that nobody reads any more are NOT_INIT in `older`, and a lone id is 0.
 */
export function covers(older: State, newer: State): boolean {
  const ids = new IdMap();
  return (
    older.frames.length === newer.frames.length &&
    older.references.length === newer.references.length &&
    older.references.every(({ id }, index) => ids.matches(id, newer.references[index]!.id)) &&
    sameLock(older, newer, ids) &&
    older.frames.every((frame, index) => frameCovers(frame, newer.frames[index]!, ids))
  );
}

function sameLock({ lock: a }: State, { lock: b }: State, ids: Ids): boolean {
  return a === b || (a !== undefined && b !== undefined && a.map === b.map && ids.matches(a.id, b.id));
}

function frameCovers(older: Frame, newer: Frame, ids: Ids): boolean {
  return (
    older.start === newer.start &&
    older.returnTo === newer.returnTo &&
    older.registers.every((register, index) => registerCovers(register, newer.registers[index]!, ids)) &&
    older.stack.every((slot, index) => slotCovers(slot, newer.stack[index]!, ids))
  );
}

function registerCovers(older: Register, newer: Register, ids: Ids): boolean {
  if (older === newer && older.id === 0 && older.ref === 0) return true;
  if (older.type === 'not_init') return true;
  if (!sameKind(older, newer) || !contains(older.range, newer.range)) return false;
  // That a number equals no other need not be known of it.
  if (isNumber(older)) return older.id === 0 || ids.matches(older.id, newer.id);
  return ids.matches(older.id, newer.id) && ids.matches(older.ref, newer.ref);
}

/** Exported for callbacks, whose effect on their callers' stacks is followed until it adds nothing. */
export function slotCovers(older: StackSlot, newer: StackSlot, ids: Ids): boolean {
  if (older === newer && !older.spilled) return true;
  if (older.spilled) {
    const now = asSpilled(newer, older.bytes);
    return now !== undefined && registerCovers(older.spilled, now, ids);
  }
  for (let n = 0; n < 8; n++) {
    if (older.bytes[n] === 'm' && newer.bytes[n] === '?') return false;
    if (older.bytes[n] === '0' && newer.bytes[n] !== '0' && !isZeroByte(newer, n)) return false;
  }
  return true;
}

const isZeroByte = ({ bytes, spilled }: StackSlot, n: number): boolean =>
  bytes[n] === 'r' && spilled !== undefined && isNumber(spilled) && contains(ZERO, spilled.range);

/** What a load of the bytes that are `r` in `pattern` would give. */
function asSpilled({ bytes, spilled }: StackSlot, pattern: string): Register | undefined {
  if (spilled && bytes === pattern) return spilled;
  for (let n = 0; n < 8; n++) if (pattern[n] !== bytes[n] && (pattern[n] !== 'r' || bytes[n] === '?')) return undefined;
  if (pattern !== 'rrrrrrrr') return undefined;
  return bytes === '00000000' ? number(ZERO) : UNKNOWN_NUMBER;
}
