import { BpfLoadError } from '../load-error.js';

/** struct bpf_insn: eight bytes of a program. The 64-bit immediate load takes two. */
export interface Slot {
  readonly code: number;
  readonly dst: number;
  readonly src: number;
  /** Signed 16 bits. */
  readonly off: number;
  /** Signed 32 bits. */
  readonly imm: number;
  /** Of a call that stands for what the kernel has not: its name. */
  readonly missing?: string;
}
export const SLOT_SIZE = 8;

/** Splits a program's bytes, little-endian. @throws BpfLoadError when they are not a multiple of eight. */
export function readSlots(bytes: Uint8Array, name = 'program'): Slot[] {
  if (bytes.length === 0 || bytes.length % SLOT_SIZE !== 0) {
    throw new BpfLoadError(
      `${name}: ${bytes.length} bytes of instructions; a positive multiple of ${SLOT_SIZE} is needed`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / SLOT_SIZE }, (_, index) => {
    const at = index * SLOT_SIZE;
    const registers = view.getUint8(at + 1);
    return {
      code: view.getUint8(at),
      dst: registers & 0xf,
      src: registers >> 4,
      off: view.getInt16(at + 2, true),
      imm: view.getInt32(at + 4, true),
    };
  });
}

/** The reverse of {@link readSlots}. */
export function writeSlots(slots: readonly Slot[]): Uint8Array {
  const bytes = new Uint8Array(slots.length * SLOT_SIZE);
  const view = new DataView(bytes.buffer);
  slots.forEach(({ code, dst, src, off, imm }, index) => {
    const at = index * SLOT_SIZE;
    view.setUint8(at, code);
    view.setUint8(at + 1, (src << 4) | dst);
    view.setInt16(at + 2, off, true);
    view.setInt32(at + 4, imm, true);
  });
  return bytes;
}
