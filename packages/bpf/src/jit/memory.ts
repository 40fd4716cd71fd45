import { FRAME_POINTER, type Size } from '../insn/opcode.js';
import type { OperationOf } from '../insn/operation.js';
import type { Frame } from './frame.js';
import { moveImmediate } from './immediates.js';
import { FPB, r, scratch, TMP1, TMP2, x } from './registers.js';

const LOAD: Readonly<Record<Size, string>> = { 1: 'ldrb', 2: 'ldrh', 4: 'ldr', 8: 'ldr' };
const LOAD_SIGNED: Readonly<Record<Size, string>> = { 1: 'ldrsb', 2: 'ldrsh', 4: 'ldrsw', 8: 'ldr' };
const STORE: Readonly<Record<Size, string>> = { 1: 'strb', 2: 'strh', 4: 'str', 8: 'str' };

export function load({ size, signed, dst, base, off }: OperationOf<'load'>, frame: Frame): string[] {
  const mnemonic = (signed ? LOAD_SIGNED : LOAD)[size];
  return access(`${mnemonic} ${r(dst, size === 8 || signed)}`, size, base, off, TMP1, frame);
}

export function store({ size, base, off, source }: OperationOf<'store'>, frame: Frame): string[] {
  if ('register' in source) {
    return access(`${STORE[size]} ${r(source.register, size === 8)}`, size, base, off, TMP1, frame);
  }
  const value = moveImmediate(scratch(TMP1, true), source.immediate);
  return [...value, ...access(`${STORE[size]} ${scratch(TMP1, size === 8)}`, size, base, off, TMP2, frame)];
}

/**
 * The address as a scaled 12-bit immediate where the offset fits: stack accesses count from the bottom of the frame,
 * since offsets from R10 are negative. Otherwise the offset goes through a register.
 */
function access(operation: string, size: Size, base: number, off: number, spare: number, frame: Frame): string[] {
  const fromBottom = base === FRAME_POINTER && frame.bottom > 0;
  const register = fromBottom ? FPB : x(base);
  const offset = fromBottom ? off + frame.bottom : off;
  if (offset >= 0 && offset % size === 0 && offset / size <= 0xfff) {
    return [offset === 0 ? `${operation}, [${register}]` : `${operation}, [${register}, #${offset}]`];
  }
  const index = scratch(spare, true);
  return [...moveImmediate(index, off), `${operation}, [${x(base)}, ${index}]`];
}
