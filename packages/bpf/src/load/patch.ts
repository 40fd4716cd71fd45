import { CALL, CLASS, JMP, LD_IMM64, PSEUDO_CALL, PSEUDO_LD, SOURCE_X } from '../insn/opcode.js';
import type { Slot } from '../insn/slot.js';

/** A program after some of its instructions were replaced. */
export interface Patched {
  readonly slots: readonly Slot[];
  /** Of every slot, which slot of the program before it stands for. */
  readonly origin: readonly number[];
}

const EXIT = CLASS.jmp | (JMP.exit << 4);

/** Where a slot's distance is kept: conditional branches and `goto` in `off`, calls, function addresses and `gotol` in `imm`. */
function distanceField({ code, src }: Slot): 'off' | 'imm' | undefined {
  if (code === LD_IMM64) return src === PSEUDO_LD.func ? 'imm' : undefined;
  if (code === CALL) return src === PSEUDO_CALL.subprogram ? 'imm' : undefined;
  if ((code & 7) === CLASS.jmp32 && code >> 4 === JMP.ja) return 'imm';
  const jumps = (code & 7) === CLASS.jmp || (code & 7) === CLASS.jmp32;
  return jumps && code !== EXIT && code !== (CALL | SOURCE_X) ? 'off' : undefined;
}

/**
 * bpf_patch_insn_data() for many instructions at once: each becomes what `replace` says, nothing where that is empty, itself
 * where it is undefined. Distances are adjusted; those within a replacement are its own, and must stay inside.
 */
export function patch(slots: readonly Slot[], replace: (index: number) => readonly Slot[] | undefined): Patched {
  const result: Slot[] = [];
  const origin: number[] = [];
  const placeOf: number[] = [];
  const own = new Set<number>();
  for (let index = 0; index < slots.length; index++) {
    placeOf.push(result.length);
    const wide = slots[index]!.code === LD_IMM64;
    const replacement = replace(index);
    const kept = replacement ?? slots.slice(index, index + (wide ? 2 : 1));
    if (!replacement && distanceField(slots[index]!)) own.add(result.length);
    for (const slot of kept) {
      result.push(slot);
      origin.push(index);
    }
    if (wide) placeOf.push(placeOf[index++]!);
  }
  placeOf.push(result.length);
  for (const at of own) {
    const slot = result[at]!;
    const field = distanceField(slot)!;
    result[at] = { ...slot, [field]: placeOf[origin[at]! + 1 + slot[field]]! - at - 1 };
  }
  return { slots: result, origin };
}
