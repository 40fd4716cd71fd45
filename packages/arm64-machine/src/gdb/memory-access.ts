import type { Memory } from '../memory/memory.js';

/** A piece of a range within one region that has bytes of its own. */
interface Piece {
  readonly address: bigint;
  readonly size: number;
}

/** What of a range can be looked at without side effects, up to the first hole or device. */
function pieces(memory: Memory, address: bigint, size: number): Piece[] {
  const found: Piece[] = [];
  for (let left = size, at = address; left > 0; ) {
    const region = memory.regionAt(at);
    if (!region || region.device) break;
    const length = Math.min(left, Number(region.base + BigInt(region.size) - at));
    found.push({ address: at, size: length });
    left -= length;
    at = BigInt.asUintN(64, at + BigInt(length));
  }
  return found;
}

/** As many of the bytes as can be read. */
export function readMemory(memory: Memory, address: bigint, size: number): Uint8Array {
  const parts = pieces(memory, address, size).map((piece) => memory.readBytes(piece.address, piece.size));
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}

/** Writes all of the bytes, whatever the permissions, or none and gives false. */
export function writeMemory(memory: Memory, address: bigint, bytes: Uint8Array): boolean {
  const parts = pieces(memory, address, bytes.length);
  if (parts.reduce((sum, part) => sum + part.size, 0) < bytes.length) return false;
  let offset = 0;
  for (const part of parts) {
    memory.writeBytes(part.address, bytes.subarray(offset, offset + part.size));
    offset += part.size;
  }
  return true;
}
