import { encode } from '@tracelab/arm64-machine';
import { BRK_IMM, type Kernel } from '@tracelab/kernel';

const PAGE_SIZE = 4096;

/** MAX_INSN_SIZE of v6.1: the probed word and the BRK behind it. */
export const SLOT_SIZE = 8;

/** Each kernel's page of slots, made for its first probe. A slot whose first word is 0 (UDF) is free. */
const pages = new WeakMap<Kernel, bigint>();

function insnPage(kernel: Kernel): bigint {
  const page = pages.get(kernel) ?? kernel.placeCode('kprobe_insn_page', `.zero ${PAGE_SIZE}`);
  pages.set(kernel, page);
  return page;
}

function brk(imm: number): number {
  return encode('brk', `#${imm}`, { pc: 0n, evaluate: () => BigInt(imm) }).word;
}

/** What replaces the probed word. */
export const BRK64_OPCODE_KPROBES = brk(BRK_IMM.kprobes);
/** What ends a slot. */
export const BRK64_OPCODE_KPROBES_SS = brk(BRK_IMM.kprobesSs);

/**
 * get_insn_slot() and arch_prepare_ss_slot(): writes `word` and the second BRK into a free slot.
 *
 * @returns the slot's address
 * @throws Error when all slots are taken
 */
export function prepareSlot(kernel: Kernel, word: number): bigint {
  const page = insnPage(kernel);
  for (let slot = page; slot < page + BigInt(PAGE_SIZE); slot += BigInt(SLOT_SIZE)) {
    if (kernel.memory.read(slot, 4) !== 0n) continue;
    kernel.patchText(slot, 0, word);
    kernel.patchText(slot + 4n, 0, BRK64_OPCODE_KPROBES_SS);
    return slot;
  }
  throw new Error(`kprobe: all ${PAGE_SIZE / SLOT_SIZE} instruction slots are taken: unregister a probe first`);
}

/** free_insn_slot(): its word is UDF again, so that who should not be there any more goes no further. */
export function freeSlot(kernel: Kernel, slot: bigint): void {
  kernel.patchText(slot, Number(kernel.memory.read(slot, 4)), 0);
  kernel.patchText(slot + 4n, BRK64_OPCODE_KPROBES_SS, 0);
}
