/** Linux's multiplier for hash_64(): 2⁶⁴ / φ², odd. */
export const GOLDEN_RATIO_64 = 0x61c8864680b583ebn;

/** The upper `bits` (0 to 64) bits of the product: the bucket of a 64-bit value. 0 for a table of one bucket. */
export function hashLong(value: bigint, bits: number): bigint {
  return bits === 0 ? 0n : BigInt.asUintN(64, value * GOLDEN_RATIO_64) >> BigInt(64 - bits);
}
