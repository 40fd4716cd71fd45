import { SLOT } from '../cpu/state.js';

/**
 * 64-bit operations that are too long to emit in line. Operands are int32 halves; the low half of the result is
 * returned, the high half left in the state's scratch word.
 */
export function arithmetic(words: Int32Array) {
  const high = SLOT.scratchHigh;

  const give = (value: bigint): number => {
    words[high] = Number(BigInt.asIntN(32, value >> 32n));
    return Number(BigInt.asIntN(32, value));
  };
  const signed = (low: number, hi: number): bigint => (BigInt(hi) << 32n) | BigInt(low >>> 0);
  const unsigned = (low: number, hi: number): bigint => (BigInt(hi >>> 0) << 32n) | BigInt(low >>> 0);

  return {
    shl(low: number, hi: number, by: number): number {
      const n = by & 63;
      words[high] = n === 0 ? hi : n < 32 ? (hi << n) | (low >>> (32 - n)) : low << (n - 32);
      return n < 32 ? low << n : 0;
    },
    lsr(low: number, hi: number, by: number): number {
      const n = by & 63;
      words[high] = n < 32 ? hi >>> n : 0;
      return n === 0 ? low : n < 32 ? (low >>> n) | (hi << (32 - n)) : (hi >>> (n - 32)) | 0;
    },
    asr(low: number, hi: number, by: number): number {
      const n = by & 63;
      words[high] = n < 32 ? hi >> n : hi >> 31;
      return n === 0 ? low : n < 32 ? (low >>> n) | (hi << (32 - n)) : hi >> (n - 32);
    },
    ror(low: number, hi: number, by: number): number {
      const n = by & 63;
      const [x, y] = n < 32 ? [low, hi] : [hi, low];
      const k = n & 31;
      words[high] = k === 0 ? y : (y >>> k) | (x << (32 - k));
      return k === 0 ? x : (x >>> k) | (y << (32 - k));
    },
    mul(al: number, ah: number, bl: number, bh: number): number {
      // Sixteen-bit pieces keep every partial product exact in a double.
      const a0 = al & 0xffff, a1 = al >>> 16, b0 = bl & 0xffff, b1 = bl >>> 16;
      const low = a0 * b0;
      const middle = a1 * b0 + (low >>> 16);
      const cross = a0 * b1 + (middle & 0xffff);
      const carry = a1 * b1 + Math.floor(middle / 0x10000) + Math.floor(cross / 0x10000);
      words[high] = (carry + Math.imul(al, bh) + Math.imul(ah, bl)) | 0;
      return (cross << 16) | (low & 0xffff);
    },
    umulh: (al: number, ah: number, bl: number, bh: number): number => give((unsigned(al, ah) * unsigned(bl, bh)) >> 64n),
    smulh: (al: number, ah: number, bl: number, bh: number): number => give((signed(al, ah) * signed(bl, bh)) >> 64n),
    udiv(al: number, ah: number, bl: number, bh: number): number {
      if ((bl | bh) === 0) return give(0n);
      return give(unsigned(al, ah) / unsigned(bl, bh));
    },
    sdiv(al: number, ah: number, bl: number, bh: number): number {
      if ((bl | bh) === 0) return give(0n);
      return give(signed(al, ah) / signed(bl, bh));
    },
    rbit(value: number): number {
      let x = value;
      x = ((x >>> 1) & 0x55555555) | ((x & 0x55555555) << 1);
      x = ((x >>> 2) & 0x33333333) | ((x & 0x33333333) << 2);
      x = ((x >>> 4) & 0x0f0f0f0f) | ((x & 0x0f0f0f0f) << 4);
      return rev(x);
    },
    rev,
    rev16: (value: number): number => ((value >>> 8) & 0x00ff00ff) | ((value & 0x00ff00ff) << 8),
    crc32,
  };
}

function rev(value: number): number {
  return (value << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24);
}

/** Reflected polynomials of CRC-32 and CRC-32C (Arm ARM C6.2 CRC32B, CRC32CB). */
function crc32(acc: number, low: number, high: number, bytes: number, castagnoli: boolean): number {
  const polynomial = castagnoli ? 0x82f63b78 : 0xedb88320;
  let crc = acc;
  for (let i = 0; i < bytes; i++) {
    crc ^= ((i < 4 ? low : high) >>> (8 * (i & 3))) & 0xff;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ ((crc & 1) !== 0 ? polynomial : 0);
  }
  return crc | 0;
}
