import { MAX_BPF_STACK } from '../insn/opcode.js';
import { max } from './bounds.js';
import type { Env } from './env.js';
import { isNull, isPointer, number, type Register } from './register.js';
import { constant, isConstant, ofSize, zeroExtend } from './scalar.js';
import { EMPTY, type Frame, type StackSlot, type State } from './state.js';
import * as tnum from './tnum.js';

/** How a stack is touched, in the words of messages. */
export type StackUse = 'read from' | 'write to' | 'indirect access to';

/** Bytes of a stack that an access may touch, from its lowest to behind its highest place. */
interface Extent {
  readonly frame: Frame;
  readonly from: number;
  readonly to: number;
  /** The access is at one place. */
  readonly fixed: boolean;
}

const MAX_OFFSET = 1n << 29n;
const slotOf = (at: number): number => (-at - 1) >> 3;
const byteOf = (at: number): number => at & 7;

/** check_stack_access_within_bounds(). */
export function stackExtent(env: Env, state: State, index: number, off: number, size: number, use: StackUse): Extent {
  const register = state.get(index);
  const { range } = register;
  const frame = state.frames[register.frame]!;
  const base = register.off + off;
  const fixed = isConstant(range);
  const { smin, smax } = range.wide;
  if (!fixed && (smin <= -MAX_OFFSET || smax >= MAX_OFFSET)) {
    env.fail(`invalid unbounded variable-offset ${use} stack R${index}`);
  }
  const [from, last] = [base + Number(max(smin, -MAX_OFFSET)), base + Number(smax < MAX_OFFSET ? smax : MAX_OFFSET)];
  if (from < -MAX_BPF_STACK || last + size > 0) {
    if (fixed) env.fail(`invalid ${use} stack R${index} off=${from} size=${size}`);
    env.fail(`invalid variable-offset ${use} stack R${index} var_off=${tnum.print(range.bits)} size=${size}`);
  }
  env.stackDepths.set(frame.start, Math.max(env.stackDepths.get(frame.start) ?? 0, -from));
  return { frame, from, to: last + size, fixed };
}

/** check_stack_read(): what a load gives. */
export function loadStack(env: Env, state: State, index: number, off: number, size: number): Register {
  const extent = stackExtent(env, state, index, off, size, 'read from');
  const { frame, from, to, fixed } = extent;
  const slot = frame.stack[slotOf(from)]!;
  if (fixed && slot.spilled && slot.bytes[byteOf(from)] === 'r') {
    const filled = fill(env, slot, byteOf(from), size);
    if (filled) return filled;
  }
  const place = fixed ? `off ${from}` : `R${index} var_off ${tnum.print(state.get(index).range.bits)}`;
  requireWritten(env, frame, from, to, (at) => `invalid read from stack ${place}+${at - from} size ${size}`);
  const zero = everyByte(frame, from, to, (byte) => byte === '0');
  return number(zero ? constant(0n) : ofSize(size));
}

/** A register, or a part of one, comes back from where it was spilled. */
function fill(env: Env, { bytes, spilled }: StackSlot, first: number, size: number): Register | undefined {
  const saved = bytes.lastIndexOf('r') + 1;
  if (isPointer(spilled!)) return size === 8 ? spilled : env.fail('invalid size of register fill');
  if (first !== 0 || size > saved) return undefined;
  return size === saved ? spilled : number(zeroExtend(spilled!.range, size * 8));
}

/** check_stack_write(): `value` goes to the stack; what was there is lost. */
export function storeStack(env: Env, state: State, index: number, off: number, size: number, value: Register): void {
  const { frame, from, to, fixed } = stackExtent(env, state, index, off, size, 'write to');
  const byte = isNull(value) ? '0' : 'm';
  if (!fixed) return overwrite(frame, from, to, (old) => (old === '?' || (old === '0' && byte === '0') ? old : 'm'));
  if (isPointer(value) && size !== 8) env.fail('invalid size of register spill');
  overwrite(frame, from, to, () => byte);
  if (byteOf(from) !== 0 || byte === '0') return;
  const slot = slotOf(from);
  const spilled = size === 8 ? value : number(zeroExtend(value.range, size * 8));
  frame.stack[slot] = { bytes: 'r'.repeat(size) + frame.stack[slot]!.bytes.slice(size), spilled };
}

/** check_stack_range_initialized(): memory that a helper reads. */
export function readStackByHelper(env: Env, state: State, index: number, size: number): void {
  const { frame, from, to, fixed } = stackExtent(env, state, index, 0, size, 'indirect access to');
  const place = fixed ? `off ${from}` : `var_off ${tnum.print(state.get(index).range.bits)}`;
  requireWritten(
    env,
    frame,
    from,
    to,
    (at) => `invalid indirect read from stack R${index} ${place}+${at - from} size ${size}`,
  );
}

/** Memory that a helper writes. Where its place or its size is not known, bytes may stay as they were. */
export function writeStackByHelper(env: Env, state: State, index: number, size: number, exact: boolean): void {
  const { frame, from, to, fixed } = stackExtent(env, state, index, 0, size, 'indirect access to');
  overwrite(frame, from, to, (old) => (old === '?' && !(fixed && exact) ? '?' : 'm'));
}

function requireWritten(env: Env, frame: Frame, from: number, to: number, complaint: (at: number) => string): void {
  for (let at = from; at < to; at++) {
    if (frame.stack[slotOf(at)]!.bytes[byteOf(at)] === '?') env.fail(complaint(at));
  }
}

function everyByte(frame: Frame, from: number, to: number, test: (byte: string) => boolean): boolean {
  for (let at = from; at < to; at++) if (!test(frame.stack[slotOf(at)]!.bytes[byteOf(at)]!)) return false;
  return true;
}

/** What else is left of a spilled register is something. */
function overwrite(frame: Frame, from: number, to: number, byte: (old: string) => string): void {
  for (let slot = slotOf(to - 1); slot <= slotOf(from); slot++) {
    const base = -8 * (slot + 1);
    const { bytes } = frame.stack[slot] ?? EMPTY;
    const next = [...bytes].map((old, n) => (base + n >= from && base + n < to ? byte(old) : old === 'r' ? 'm' : old));
    frame.stack[slot] = { bytes: next.join(''), spilled: undefined };
  }
}
