import { HELPERS } from '../insn/helpers.js';
import { ALU, CLASS, JMP, MODE, PSEUDO_LD, SIZES, SOURCE_X, type Size } from '../insn/opcode.js';
import type { Slot } from '../insn/slot.js';
import { BpfArray } from '../layout.js';
import type { KernelMap } from '../map/kernel-map.js';
import { roundUp } from '../map/kernel-map.js';
import { BpfLruNode, HtabElem } from '../map/layout.js';
import { MAP_OPERATIONS } from '../map/ops.js';
import type { AttachType } from '../object/attach.js';

const R0 = 0;
const R1 = 1;
const R2 = 2;
const R3 = 3;

/** Instructions as the macros of linux/filter.h make them. */
const size = (bytes: Size): number => SIZES.indexOf(bytes) << 3;
const slot = (code: number, dst: number, src: number, off: number, imm: number): Slot => ({ code, dst, src, off, imm });
const addImm = (dst: number, imm: number): Slot => slot(CLASS.alu64 | (ALU.add << 4), dst, 0, 0, imm);
const aluImm = (op: keyof typeof ALU, dst: number, imm: number): Slot =>
  slot(CLASS.alu64 | (ALU[op] << 4), dst, 0, 0, imm);
const add = (dst: number, src: number): Slot => slot(CLASS.alu64 | (ALU.add << 4) | SOURCE_X, dst, src, 0, 0);
const movImm = (dst: number, imm: number): Slot => slot(CLASS.alu64 | (ALU.mov << 4), dst, 0, 0, imm);
const load = (bytes: Size, dst: number, base: number, off: number): Slot =>
  slot(CLASS.ldx | size(bytes) | (MODE.mem << 5), dst, base, off, 0);
const store = (base: number, src: number): Slot => slot(CLASS.stx | size(8) | (MODE.mem << 5), base, src, 0, 0);
const storeImm = (bytes: Size, base: number, off: number, imm: number): Slot =>
  slot(CLASS.st | size(bytes) | (MODE.mem << 5), base, 0, off, imm);
const jumpImm = (op: keyof typeof JMP, dst: number, imm: number, off: number): Slot =>
  slot(CLASS.jmp | (JMP[op] << 4), dst, 0, off, imm);
const jump = (op: keyof typeof JMP, dst: number, src: number, off: number): Slot =>
  slot(CLASS.jmp | (JMP[op] << 4) | SOURCE_X, dst, src, off, 0);
const goto = (off: number): Slot => slot(CLASS.jmp | (JMP.ja << 4), 0, 0, off, 0);

const EINVAL = -22;
const EOPNOTSUPP = -95;

/** Calls by symbol: their numbers count from here, and none is a helper's. */
const FIRST_SYMBOL = 0x4000_0000;

/** Functions of the kernel that a program calls, by the number that stands in the call. */
export class CallTable {
  readonly #symbols: string[] = [];

  call(symbol: string): Slot {
    let index = this.#symbols.indexOf(symbol);
    if (index < 0) index = this.#symbols.push(symbol) - 1;
    return slot(CLASS.jmp | (JMP.call << 4), 0, 0, 0, FIRST_SYMBOL + index);
  }

  /** undefined for the number of a helper. */
  symbol(number: number): string | undefined {
    return number >= FIRST_SYMBOL ? this.#symbols[number - FIRST_SYMBOL] : undefined;
  }
}

/** What a call of a helper is known to be given. */
export interface CallSite {
  readonly helper: number;
  readonly attach: AttachType;
  /** The map in R1 or R2, where all paths agree. */
  readonly map: KernelMap | undefined;
}

/** A call's instructions in its place, or undefined where it stays a call of the helper (do_misc_fixups of v6.1). */
export function inlined(
  { helper, attach, map }: CallSite,
  calls: CallTable,
  address: (symbol: string) => bigint | undefined,
): readonly Slot[] | undefined {
  const trampoline = attach === 'fentry' || attach === 'fexit' || attach === 'fmod_ret';
  switch (helper) {
    case HELPERS.map_lookup_elem:
      return map && lookup(map, calls);
    case HELPERS.map_update_elem:
      return direct(map && MAP_OPERATIONS[map.definition.type].update, calls);
    case HELPERS.map_delete_elem:
      return direct(map && MAP_OPERATIONS[map.definition.type].delete, calls);
    case HELPERS.for_each_map_elem:
      return direct(map && MAP_OPERATIONS[map.definition.type].forEach, calls);
    case HELPERS.jiffies64: {
      const jiffies = address('jiffies_64');
      return jiffies === undefined ? undefined : [...immediate64(R0, jiffies), load(8, R0, R0, 0)];
    }
    case HELPERS.get_func_ip:
      return trampoline ? [load(8, R0, R1, -16)] : undefined;
    case HELPERS.get_func_arg_cnt:
      return trampoline ? [load(8, R0, R1, -8)] : undefined;
    case HELPERS.get_func_arg:
      return trampoline ? functionArgument() : undefined;
    case HELPERS.get_func_ret:
      return trampoline ? functionResult(attach !== 'fentry') : undefined;
    default:
      return undefined;
  }
}

function direct(symbol: string | undefined, calls: CallTable): readonly Slot[] | undefined {
  return symbol === undefined ? undefined : [calls.call(symbol)];
}

export function immediate64(dst: number, value: bigint): Slot[] {
  const half = (bits: bigint): number => Number(BigInt.asIntN(32, bits));
  return [slot(0x18, dst, PSEUDO_LD.value, 0, half(value)), slot(0, 0, 0, 0, half(value >> 32n))];
}

/** map_gen_lookup() of the types that have one; of the others a call of their look-up. */
function lookup({ definition }: KernelMap, calls: CallTable): readonly Slot[] | undefined {
  const { type, keySize, valueSize, maxEntries } = definition;
  const value = HtabElem.key.offset + roundUp(keySize, 8);
  switch (type) {
    case 'array': {
      const elemSize = roundUp(valueSize, 8);
      const shift = Math.log2(elemSize);
      return [
        addImm(R1, BpfArray.value.offset),
        load(4, R0, R2, 0),
        jumpImm('jge', R0, maxEntries, 3),
        Number.isInteger(shift) ? aluImm('lsh', R0, shift) : aluImm('mul', R0, elemSize),
        add(R0, R1),
        goto(1),
        movImm(R0, 0),
      ];
    }
    case 'hash':
      return [calls.call('__htab_map_lookup_elem'), jumpImm('jeq', R0, 0, 1), addImm(R0, value)];
    case 'lru_hash': {
      const ref = HtabElem.lruNode.at(BpfLruNode.ref.offset);
      return [
        calls.call('__htab_map_lookup_elem'),
        jumpImm('jeq', R0, 0, 4),
        load(1, R1, R0, ref),
        jumpImm('jne', R1, 0, 1),
        storeImm(1, R0, ref, 1),
        addImm(R0, value),
      ];
    }
    default:
      return direct(MAP_OPERATIONS[type].lookup, calls);
  }
}

/** R1 = context, R2 = number, R3 = where to: kernel-paths.md 6.4. */
function functionArgument(): readonly Slot[] {
  return [
    load(8, R0, R1, -8),
    jump('jge', R2, R0, 6),
    aluImm('lsh', R2, 3),
    add(R2, R1),
    load(8, R2, R2, 0),
    store(R3, R2),
    movImm(R0, 0),
    goto(1),
    movImm(R0, EINVAL),
  ];
}

/** R1 = context, R2 = where to. An fentry program runs before there is a result. */
function functionResult(there: boolean): readonly Slot[] {
  if (!there) return [movImm(R0, EOPNOTSUPP)];
  return [load(8, R0, R1, -8), aluImm('lsh', R0, 3), add(R0, R1), load(8, R3, R0, 0), store(R2, R3), movImm(R0, 0)];
}
