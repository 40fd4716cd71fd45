import { ALU, CALL, CLASS, JMP, LD_IMM64, MODE, PSEUDO_LD, SIZES, SOURCE_X, type Size } from '../insn/opcode.js';
import type { Slot } from '../insn/slot.js';

// Instructions as the macros of linux/filter.h make them.

const size = (bytes: Size): number => SIZES.indexOf(bytes) << 3;
const slot = (code: number, dst: number, src: number, off: number, imm: number): Slot => ({ code, dst, src, off, imm });
export const addImm = (dst: number, imm: number): Slot => slot(CLASS.alu64 | (ALU.add << 4), dst, 0, 0, imm);
export const aluImm = (op: keyof typeof ALU, dst: number, imm: number): Slot =>
  slot(CLASS.alu64 | (ALU[op] << 4), dst, 0, 0, imm);
export const add = (dst: number, src: number): Slot => slot(CLASS.alu64 | (ALU.add << 4) | SOURCE_X, dst, src, 0, 0);
export const movImm = (dst: number, imm: number): Slot => slot(CLASS.alu64 | (ALU.mov << 4), dst, 0, 0, imm);
export const load = (bytes: Size, dst: number, base: number, off: number): Slot =>
  slot(CLASS.ldx | size(bytes) | (MODE.mem << 5), dst, base, off, 0);
export const store = (base: number, src: number): Slot => slot(CLASS.stx | size(8) | (MODE.mem << 5), base, src, 0, 0);
export const storeImm = (bytes: Size, base: number, off: number, imm: number): Slot =>
  slot(CLASS.st | size(bytes) | (MODE.mem << 5), base, 0, off, imm);
export const jumpImm = (op: keyof typeof JMP, dst: number, imm: number, off: number): Slot =>
  slot(CLASS.jmp | (JMP[op] << 4), dst, 0, off, imm);
export const jump = (op: keyof typeof JMP, dst: number, src: number, off: number): Slot =>
  slot(CLASS.jmp | (JMP[op] << 4) | SOURCE_X, dst, src, off, 0);
export const goto = (off: number): Slot => slot(CLASS.jmp | (JMP.ja << 4), 0, 0, off, 0);
export const call = (number: number): Slot => slot(CALL, 0, 0, 0, number);

/** BPF_LD_IMM64: two slots. */
export function immediate64(dst: number, value: bigint): Slot[] {
  const half = (bits: bigint): number => Number(BigInt.asIntN(32, bits));
  return [slot(LD_IMM64, dst, PSEUDO_LD.value, 0, half(value)), slot(0, 0, 0, 0, half(value >> 32n))];
}
