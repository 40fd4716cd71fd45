import { ALU, ATOMIC, CLASS, FETCH, JMP, MODE, SIZES, SOURCE_X, type Size } from '../src/insn/opcode.js';
import type { Slot } from '../src/insn/slot.js';

/** Instructions for tests, named as the macros of linux/filter.h are. */
type Second = { readonly reg: number } | number;

const second = (operand: Second): Pick<Slot, 'src' | 'imm'> & { readonly x: number } =>
  typeof operand === 'number' ? { src: 0, imm: operand, x: 0 } : { src: operand.reg, imm: 0, x: SOURCE_X };

export const reg = (number: number): { readonly reg: number } => ({ reg: number });

export function alu(op: keyof typeof ALU, wide: boolean, dst: number, operand: Second, off = 0): Slot {
  const { src, imm, x } = second(operand);
  return { code: (ALU[op] << 4) | x | (wide ? CLASS.alu64 : CLASS.alu), dst, src, off, imm };
}

export function jump(condition: keyof typeof JMP, wide: boolean, dst: number, operand: Second, off: number): Slot {
  const { src, imm, x } = second(operand);
  return { code: (JMP[condition] << 4) | x | (wide ? CLASS.jmp : CLASS.jmp32), dst, src, off, imm };
}

const sizeBits = (size: Size): number => SIZES.indexOf(size) << 3;

export function load(size: Size, dst: number, base: number, off: number, signed = false): Slot {
  const mode = signed ? MODE.memsx : MODE.mem;
  return { code: CLASS.ldx | sizeBits(size) | (mode << 5), dst, src: base, off, imm: 0 };
}

export function store(size: Size, base: number, off: number, operand: Second): Slot {
  const { src, imm, x } = second(operand);
  return { code: (x ? CLASS.stx : CLASS.st) | sizeBits(size) | (MODE.mem << 5), dst: base, src, off, imm };
}

export function atomic(
  op: keyof typeof ATOMIC,
  fetch: boolean,
  size: 4 | 8,
  base: number,
  off: number,
  src: number,
): Slot {
  return {
    code: CLASS.stx | sizeBits(size) | (MODE.atomic << 5),
    dst: base,
    src,
    off,
    imm: ATOMIC[op] | (fetch ? FETCH : 0),
  };
}

export function imm64(dst: number, value: bigint): Slot[] {
  const half = (bits: bigint): number => Number(BigInt.asIntN(32, bits));
  const code = CLASS.ld | sizeBits(8) | (MODE.imm << 5);
  return [
    { code, dst, src: 0, off: 0, imm: half(value) },
    { code: 0, dst: 0, src: 0, off: 0, imm: half(value >> 32n) },
  ];
}

export const mov = (dst: number, operand: Second): Slot => alu('mov', true, dst, operand);
export const exit: Slot = { code: (JMP.exit << 4) | CLASS.jmp, dst: 0, src: 0, off: 0, imm: 0 };
