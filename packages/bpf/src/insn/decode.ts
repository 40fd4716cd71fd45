import { BpfLoadError } from '../load-error.js';
import { ALU, ATOMIC, CLASS, FETCH, FRAME_POINTER, JMP, MODE, PSEUDO_CALL, SIZES, SOURCE_X } from './opcode.js';
import type { AluOperation, AtomicOperation, JumpCondition } from './opcode.js';
import type { Operation, Source } from './operation.js';
import type { Slot } from './slot.js';

const nameOf = <T extends string>(table: Readonly<Record<T, number>>, value: number): T | undefined =>
  (Object.keys(table) as T[]).find((name) => table[name] === value);

/**
 * Decodes a program slot by slot; the second slot of a 64-bit immediate load has no operation. Control stays inside:
 * no branch leaves the program or lands in such a second slot, and the last operation does not fall through.
 * @throws BpfLoadError naming the instruction.
 */
export function decodeProgram(slots: readonly Slot[], name = 'program'): (Operation | undefined)[] {
  const operations: (Operation | undefined)[] = [];
  const refuse = (index: number, why: string): never => {
    throw new BpfLoadError(`${name}: instruction ${index}: ${why}`);
  };
  for (let index = 0; index < slots.length; index++) {
    const slot = slots[index]!;
    const operation = decodeSlot(slot, slots[index + 1], index);
    if (typeof operation === 'string') return refuse(index, operation);
    operations.push(operation);
    if (operation.kind === 'imm64') {
      operations.push(undefined);
      index++;
    }
  }
  operations.forEach((operation, index) => {
    if (operation === undefined || !('target' in operation)) return;
    if (operations[operation.target] === undefined) refuse(index, `jumps to ${operation.target}, where none begins`);
  });
  const last = operations.at(-1);
  if (last?.kind !== 'exit' && last?.kind !== 'goto') refuse(slots.length - 1, 'the last one must be exit or goto');
  return operations;
}

/** The operation, or why there is none. */
function decodeSlot(slot: Slot, next: Slot | undefined, index: number): Operation | string {
  const { code, dst, src } = slot;
  if (dst > FRAME_POINTER || src > FRAME_POINTER) return `register r${Math.max(dst, src)}; one of r0..r10 is needed`;
  const operation = byClass(slot, next, index);
  if (operation === undefined) return `opcode 0x${code.toString(16).padStart(2, '0')} with these fields is not defined`;
  const overwritten = 'dst' in operation && operation.kind !== 'branch' ? operation.dst : undefined;
  if (overwritten === FRAME_POINTER) return 'r10 is read-only';
  return operation;
}

function byClass(slot: Slot, next: Slot | undefined, index: number): Operation | undefined {
  switch (slot.code & 7) {
    case CLASS.alu:
    case CLASS.alu64:
      return arithmetic(slot);
    case CLASS.jmp:
    case CLASS.jmp32:
      return jump(slot, index);
    case CLASS.ld:
      return immediate64(slot, next);
    default:
      return memory(slot);
  }
}

const source = (slot: Slot): Source => (slot.code & SOURCE_X ? { register: slot.src } : { immediate: slot.imm });

/** Fields that the instruction does not use must be zero. */
const unusedIsZero = (slot: Slot): boolean => (slot.code & SOURCE_X ? slot.imm === 0 : slot.src === 0);

function arithmetic(slot: Slot): Operation | undefined {
  const { code, dst, off, imm } = slot;
  const wide = (code & 7) === CLASS.alu64;
  const op = nameOf(ALU, code >> 4);
  switch (op) {
    case undefined:
      return undefined;
    case 'end': {
      if (off !== 0 || slot.src !== 0 || (imm !== 16 && imm !== 32 && imm !== 64)) return undefined;
      if (!wide) return { kind: 'swap', to: code & SOURCE_X ? 'be' : 'le', bits: imm, dst };
      return code & SOURCE_X ? undefined : { kind: 'swap', to: 'bswap', bits: imm, dst };
    }
    case 'neg':
      return code & SOURCE_X || off !== 0 || imm !== 0 || slot.src !== 0 ? undefined : { kind: 'neg', wide, dst };
    case 'mov': {
      if (!unusedIsZero(slot)) return undefined;
      const extends_ = off === 0 || (code & SOURCE_X && (off === 8 || off === 16 || (off === 32 && wide)));
      return extends_ ? { kind: 'mov', wide, dst, source: source(slot), extend: off } : undefined;
    }
    default: {
      const division = op === 'div' || op === 'mod';
      if (!unusedIsZero(slot) || (off !== 0 && !(division && off === 1))) return undefined;
      return { kind: 'alu', op: op satisfies AluOperation, wide, signed: off === 1, dst, source: source(slot) };
    }
  }
}

function jump(slot: Slot, index: number): Operation | undefined {
  const { code, dst, src, off, imm } = slot;
  const wide = (code & 7) === CLASS.jmp;
  const target = index + 1 + off;
  const condition = nameOf(JMP, code >> 4);
  switch (condition) {
    case undefined:
      return undefined;
    case 'ja':
      if (code & SOURCE_X || dst !== 0 || src !== 0) return undefined;
      if (wide) return imm === 0 ? { kind: 'goto', target } : undefined;
      return off === 0 ? { kind: 'goto', target: index + 1 + imm } : undefined;
    case 'exit':
      return wide && !(code & SOURCE_X) && dst === 0 && src === 0 && off === 0 && imm === 0
        ? { kind: 'exit' }
        : undefined;
    case 'call':
      if (!wide || off !== 0) return undefined;
      if (code & SOURCE_X) return src === 0 && imm === 0 ? { kind: 'callRegister', register: dst } : undefined;
      if (dst !== 0) return undefined;
      if (src === PSEUDO_CALL.helper) return { kind: 'call', helper: imm };
      return src === PSEUDO_CALL.subprogram ? { kind: 'callLocal', target: index + 1 + imm } : undefined;
    default:
      if (!unusedIsZero(slot)) return undefined;
      return { kind: 'branch', condition: condition satisfies JumpCondition, wide, dst, source: source(slot), target };
  }
}

function immediate64(slot: Slot, next: Slot | undefined): Operation | undefined {
  if (slot.code >> 5 !== MODE.imm || SIZES[(slot.code >> 3) & 3] !== 8 || slot.off !== 0) return undefined;
  if (!next || next.code !== 0 || next.dst !== 0 || next.src !== 0 || next.off !== 0) return undefined;
  const value = (BigInt.asUintN(32, BigInt(next.imm)) << 32n) | BigInt.asUintN(32, BigInt(slot.imm));
  return { kind: 'imm64', dst: slot.dst, pseudo: slot.src, value };
}

function memory(slot: Slot): Operation | undefined {
  const { code, dst, src, off, imm } = slot;
  const size = SIZES[(code >> 3) & 3]!;
  const mode = code >> 5;
  switch (code & 7) {
    case CLASS.ldx: {
      const signed = mode === MODE.memsx;
      if (imm !== 0 || !(mode === MODE.mem || (signed && size !== 8))) return undefined;
      return { kind: 'load', size, signed, dst, base: src, off };
    }
    case CLASS.st:
      return mode === MODE.mem && src === 0
        ? { kind: 'store', size, base: dst, off, source: { immediate: imm } }
        : undefined;
    default:
      if (mode === MODE.mem) {
        return imm === 0 ? { kind: 'store', size, base: dst, off, source: { register: src } } : undefined;
      }
      if (mode !== MODE.atomic || (size !== 4 && size !== 8)) return undefined;
      return atomic(slot, size);
  }
}

function atomic({ dst, src, off, imm }: Slot, size: 4 | 8): Operation | undefined {
  const exchange = imm === ATOMIC.xchg || imm === ATOMIC.cmpxchg;
  const op: AtomicOperation | undefined = nameOf(ATOMIC, exchange ? imm : imm & ~FETCH);
  if (op === undefined || imm < 0 || imm > 0xff) return undefined;
  const fetch = (imm & FETCH) !== 0;
  // What is fetched is written back to src.
  if (fetch && op !== 'cmpxchg' && src === FRAME_POINTER) return undefined;
  return { kind: 'atomic', op, fetch, size, base: dst, off, src };
}
