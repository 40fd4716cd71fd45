/** The low `width` bits of `value` as a two's complement number. */
export function signed(value: number, width: number): number {
  return (value << (32 - width)) >> (32 - width);
}

/** Replicates the low `size` bits of `element` over `width` bits (Arm ARM, Replicate). */
export function replicate(element: bigint, size: number, width: number): bigint {
  let value = 0n;
  for (let at = 0; at < width; at += size) value |= element << BigInt(at);
  return value;
}
