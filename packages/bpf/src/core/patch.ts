import { CALL, CLASS, LD_IMM64, SIZES, SOURCE_X } from '../insn/opcode.js';
import { POISON } from '../insn/poison.js';
import type { Slot } from '../insn/slot.js';
import { BpfLoadError } from '../load-error.js';

/** What an instruction has, and what it shall have. */
export interface CorePatch {
  readonly before: bigint;
  readonly after: bigint;
  /** Whether `before` must be in it. */
  readonly checked: boolean;
  /** Bytes of an accessed field, where these differ. */
  readonly sizes?: { readonly before: number; readonly after: number };
  /** Sizes differ, and another width would change what the program computes: memory must not be accessed. */
  readonly unsafe: boolean;
  /** What it is about, in C. */
  readonly subject: string;
}

const POISONED: Slot = { code: CALL, dst: 0, src: 0, off: 0, imm: POISON.coreRelocation };

const MAX_OFFSET = 32767n;

/** In place of what has no answer in this kernel. */
export function poison(slots: Slot[], index: number, missing: string): void {
  if (slots[index]!.code === LD_IMM64 && index + 1 < slots.length) slots[index + 1] = { ...POISONED, missing };
  slots[index] = { ...POISONED, missing };
}

/** Puts a value where the instruction has it: immediate or offset (bpf_core_patch_insn). @throws BpfLoadError */
export function patch(slots: Slot[], index: number, { before, after, checked, sizes, unsafe, subject }: CorePatch): void {
  const slot = slots[index]!;
  const expect = (found: bigint): void => {
    if (checked && found !== before) throw new BpfLoadError(`CO-RE relocation of ${before}: the instruction has ${found}`);
  };
  switch (slot.code & 7) {
    case CLASS.alu:
    case CLASS.alu64:
      if (slot.code & SOURCE_X) throw new BpfLoadError('CO-RE relocation on an instruction without an immediate');
      expect(BigInt.asIntN(32, BigInt(slot.imm)));
      slots[index] = { ...slot, imm: Number(BigInt.asIntN(32, after)) };
      return;
    case CLASS.ldx:
    case CLASS.st:
    case CLASS.stx:
      expect(BigInt(slot.off));
      if (unsafe) return poison(slots, index, `${subject} of the same type`);
      if (after > MAX_OFFSET) throw new BpfLoadError(`CO-RE relocation: offset ${after} is more than ${MAX_OFFSET}`);
      slots[index] = { ...slot, off: Number(after), code: sizes ? resized(slot.code, sizes) : slot.code };
      return;
    case CLASS.ld: {
      const next = slots[index + 1];
      if (slot.code !== LD_IMM64 || slot.src !== 0 || !next) throw new BpfLoadError('CO-RE relocation on a load that is not of a 64-bit immediate');
      expect((BigInt.asUintN(32, BigInt(next.imm)) << 32n) | BigInt.asUintN(32, BigInt(slot.imm)));
      slots[index] = { ...slot, imm: Number(BigInt.asIntN(32, after)) };
      slots[index + 1] = { ...next, imm: Number(BigInt.asIntN(32, after >> 32n)) };
      return;
    }
    default:
      throw new BpfLoadError(`CO-RE relocation on an instruction of opcode 0x${slot.code.toString(16)}`);
  }
}

function resized(code: number, { before, after }: { before: number; after: number }): number {
  const bytes = SIZES[(code >> 3) & 3]!;
  const size = SIZES.findIndex((one) => one === after);
  if (bytes !== before) throw new BpfLoadError(`CO-RE relocation of a field of ${before} bytes on an access of ${bytes}`);
  if (size < 0) throw new BpfLoadError(`CO-RE relocation: the kernel's field has ${after} bytes, which no access has`);
  return (code & ~0x18) | (size << 3);
}
