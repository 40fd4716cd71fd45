import { LD_IMM64, PSEUDO_LD } from './opcode.js';
import { writeSlots, type Slot } from './slot.js';

/**
 * A program's tag, as bpftool and kallsyms show it: the first eight bytes of the SHA-1 of its instructions, references
 * to maps left out.
 */
export function programTag(slots: readonly Slot[]): Uint8Array {
  const isMap = (slot: Slot | undefined): boolean =>
    slot?.code === LD_IMM64 && (slot.src === PSEUDO_LD.mapFd || slot.src === PSEUDO_LD.mapValue);
  const bare = slots.map((slot, i) => (isMap(slot) || isMap(slots[i - 1]) ? { ...slot, imm: 0 } : slot));
  return sha1(writeSlots(bare)).subarray(0, 8);
}

const rotateLeft = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

/** FIPS 180-4 section 6.1. */
export function sha1(message: Uint8Array): Uint8Array {
  const padded = new Uint8Array(Math.ceil((message.length + 9) / 64) * 64);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(message.length) * 8n);

  const hash = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0);
  const w = new Int32Array(80);
  for (let block = 0; block < padded.length; block += 64) {
    for (let t = 0; t < 80; t++) {
      w[t] = t < 16 ? view.getInt32(block + t * 4) : rotateLeft(w[t - 3]! ^ w[t - 8]! ^ w[t - 14]! ^ w[t - 16]!, 1);
    }
    let [a, b, c, d, e] = hash as unknown as [number, number, number, number, number];
    for (let t = 0; t < 80; t++) {
      const next = (rotateLeft(a, 5) + round(t, b, c, d) + e + w[t]!) | 0;
      [a, b, c, d, e] = [next, a, rotateLeft(b, 30), c, d];
    }
    [a, b, c, d, e].forEach((word, i) => (hash[i] = hash[i]! + word));
  }
  const digest = new Uint8Array(20);
  hash.forEach((word, i) => new DataView(digest.buffer).setInt32(i * 4, word));
  return digest;
}

function round(t: number, b: number, c: number, d: number): number {
  if (t < 20) return ((b & c) | (~b & d)) + 0x5a827999;
  if (t < 40) return (b ^ c ^ d) + 0x6ed9eba1;
  if (t < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
  return (b ^ c ^ d) + 0xca62c1d6;
}
