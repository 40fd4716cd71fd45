/**
 * Tristate numbers: what is known of each bit of a 64-bit value. Sound and optimal for all operations but
 * multiplication: Vishwanathan, Shachnai, Narayana, Nagarakatte, "Sound, Precise, and Fast Abstract Interpretation with
 * Tristate Numbers", CGO 2022.
 */
export interface Tnum {
  /** The known ones; zero where a bit is unknown. */
  readonly value: bigint;
  /** The unknown bits. */
  readonly mask: bigint;
}

const u64 = (value: bigint): bigint => BigInt.asUintN(64, value);
const ALL = u64(-1n);

export const UNKNOWN: Tnum = { value: 0n, mask: ALL };

export const constant = (value: bigint): Tnum => ({ value: u64(value), mask: 0n });
export const isConstant = ({ mask }: Tnum): boolean => mask === 0n;

/** The smallest tnum that holds min..max, unsigned. */
export function range(min: bigint, max: bigint): Tnum {
  const differing = (min ^ max).toString(2);
  const below = differing === '0' ? 0n : (1n << BigInt(differing.length)) - 1n;
  return { value: min & ~below & ALL, mask: below };
}

export function add(a: Tnum, b: Tnum): Tnum {
  const masks = u64(a.mask + b.mask);
  const values = u64(a.value + b.value);
  // A bit is uncertain where the carries of the largest and the smallest sum differ.
  const mask = (u64(masks + values) ^ values) | a.mask | b.mask;
  return { value: values & ~mask & ALL, mask };
}

export function sub(a: Tnum, b: Tnum): Tnum {
  const values = u64(a.value - b.value);
  const mask = (u64(values + a.mask) ^ u64(values - b.mask)) | a.mask | b.mask;
  return { value: values & ~mask & ALL, mask };
}

export function and(a: Tnum, b: Tnum): Tnum {
  const value = a.value & b.value;
  return { value, mask: (a.value | a.mask) & (b.value | b.mask) & ~value & ALL };
}

export function or(a: Tnum, b: Tnum): Tnum {
  const value = a.value | b.value;
  return { value, mask: (a.mask | b.mask) & ~value & ALL };
}

export function xor(a: Tnum, b: Tnum): Tnum {
  const mask = a.mask | b.mask;
  return { value: (a.value ^ b.value) & ~mask & ALL, mask };
}

export function mul(a: Tnum, b: Tnum): Tnum {
  const known = constant(a.value * b.value);
  let uncertain: Tnum = constant(0n);
  let { value, mask } = a;
  let { value: otherValue, mask: otherMask } = b;
  while (value !== 0n || mask !== 0n) {
    const partial = mask & 1n ? otherValue | otherMask : value & 1n ? otherMask : 0n;
    if (partial) uncertain = add(uncertain, { value: 0n, mask: partial });
    value >>= 1n;
    mask >>= 1n;
    otherValue = u64(otherValue << 1n);
    otherMask = u64(otherMask << 1n);
  }
  return add(known, uncertain);
}

export const shiftLeft = (a: Tnum, by: bigint): Tnum => ({ value: u64(a.value << by), mask: u64(a.mask << by) });
export const shiftRight = (a: Tnum, by: bigint): Tnum => ({ value: a.value >> by, mask: a.mask >> by });

/** Of the low `bits`; the rest of the result is zero. */
export function shiftRightSigned(a: Tnum, by: bigint, bits: 32 | 64): Tnum {
  const shifted = (part: bigint): bigint => BigInt.asUintN(bits, BigInt.asIntN(bits, part) >> by);
  return { value: shifted(a.value), mask: shifted(a.mask) };
}

/** The low `bits`, the rest zero. */
export const cast = (a: Tnum, bits: number): Tnum => ({
  value: BigInt.asUintN(bits, a.value),
  mask: BigInt.asUintN(bits, a.mask),
});

/** The low `bits` sign-extended. */
export const signExtend = (a: Tnum, bits: number): Tnum => ({
  value: u64(BigInt.asIntN(bits, a.value)),
  mask: u64(BigInt.asIntN(bits, a.mask)),
});

/** What both say; undefined where they contradict. */
export function intersect(a: Tnum, b: Tnum): Tnum | undefined {
  if ((a.value ^ b.value) & ~a.mask & ~b.mask & ALL) return undefined;
  const mask = a.mask & b.mask;
  return { value: (a.value | b.value) & ~mask & ALL, mask };
}

/** Every value of `inner` is one of `outer`. */
export const contains = (outer: Tnum, inner: Tnum): boolean =>
  (inner.mask & ~outer.mask) === 0n && (inner.value & ~outer.mask) === outer.value;

export const print = ({ value, mask }: Tnum): string => `(0x${value.toString(16)}; 0x${mask.toString(16)})`;
