/** An interval as unsigned and as signed number of 64 bits, or of the low 32: all four hold. */
export interface Bounds {
  readonly umin: bigint;
  readonly umax: bigint;
  readonly smin: bigint;
  readonly smax: bigint;
}
export type Width = 32 | 64;

const unbounded = (bits: number): Bounds => ({
  umin: 0n,
  umax: (1n << BigInt(bits)) - 1n,
  smin: -(1n << BigInt(bits - 1)),
  smax: (1n << BigInt(bits - 1)) - 1n,
});
const ALL = { 32: unbounded(32), 64: unbounded(64) } as const;

export const all = (bits: Width): Bounds => ALL[bits];

export function exactly(bits: Width, value: bigint): Bounds {
  const unsigned = BigInt.asUintN(bits, value);
  const signed = BigInt.asIntN(bits, value);
  return { umin: unsigned, umax: unsigned, smin: signed, smax: signed };
}

export const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);
export const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);

export const meet = (a: Bounds, b: Bounds): Bounds => ({
  umin: max(a.umin, b.umin),
  umax: min(a.umax, b.umax),
  smin: max(a.smin, b.smin),
  smax: min(a.smax, b.smax),
});

export const isEmpty = ({ umin, umax, smin, smax }: Bounds): boolean => umin > umax || smin > smax;

export const within = (outer: Bounds, inner: Bounds): boolean =>
  outer.umin <= inner.umin && outer.umax >= inner.umax && outer.smin <= inner.smin && outer.smax >= inner.smax;

/** Unsigned from signed and the reverse: where an interval does not cross the sign, both are the same interval. */
export function crossDeduce(bits: Width, bounds: Bounds): Bounds {
  let { umin, umax, smin, smax } = bounds;
  const fromUnsigned = [BigInt.asIntN(bits, umin), BigInt.asIntN(bits, umax)] as const;
  if (fromUnsigned[0] <= fromUnsigned[1]) {
    smin = max(smin, fromUnsigned[0]);
    smax = min(smax, fromUnsigned[1]);
  }
  const fromSigned = [BigInt.asUintN(bits, smin), BigInt.asUintN(bits, smax)] as const;
  if (smin <= smax && fromSigned[0] <= fromSigned[1]) {
    umin = max(umin, fromSigned[0]);
    umax = min(umax, fromSigned[1]);
  }
  return { umin, umax, smin, smax };
}

const signedOr = (bits: Width, lowest: bigint, highest: bigint): Pick<Bounds, 'smin' | 'smax'> => {
  const { smin, smax } = all(bits);
  return lowest < smin || highest > smax ? { smin, smax } : { smin: lowest, smax: highest };
};
const unsignedOr = (bits: Width, lowest: bigint, highest: bigint): Pick<Bounds, 'umin' | 'umax'> => {
  const { umin, umax } = all(bits);
  return lowest < 0n || highest > umax ? { umin, umax } : { umin: lowest, umax: highest };
};
const onlyUnsigned = (bits: Width, umin: bigint, umax: bigint): Bounds => ({ ...all(bits), umin, umax });

/** What an operation makes of two intervals of the same width; everything where it may wrap. */
export const BOUNDS: Readonly<Record<string, (bits: Width, a: Bounds, b: Bounds) => Bounds>> = {
  add: (bits, a, b) => ({
    ...unsignedOr(bits, a.umin + b.umin, a.umax + b.umax),
    ...signedOr(bits, a.smin + b.smin, a.smax + b.smax),
  }),
  sub: (bits, a, b) => ({
    ...unsignedOr(bits, a.umin - b.umax, a.umax - b.umin),
    ...signedOr(bits, a.smin - b.smax, a.smax - b.smin),
  }),
  mul: (bits, a, b) => {
    const corners = [a.smin * b.smin, a.smin * b.smax, a.smax * b.smin, a.smax * b.smax];
    return {
      ...unsignedOr(bits, a.umin * b.umin, a.umax * b.umax),
      ...signedOr(bits, corners.reduce(min), corners.reduce(max)),
    };
  },
  and: (bits, a, b) => onlyUnsigned(bits, 0n, min(a.umax, b.umax)),
  or: (bits, a, b) => onlyUnsigned(bits, max(a.umin, b.umin), all(bits).umax),
  xor: (bits) => all(bits),
  // Division by zero gives zero, the remainder then is the dividend (RFC 9669 4.1).
  div: (bits, a, b) => onlyUnsigned(bits, b.umin === 0n ? 0n : a.umin / b.umax, a.umax / max(b.umin, 1n)),
  mod: (bits, a, b) => onlyUnsigned(bits, 0n, b.umin === 0n ? a.umax : min(a.umax, b.umax - 1n)),
  // The amount is below the width: the caller has seen to that.
  lsh: (bits, a, b) => ({ ...all(bits), ...unsignedOr(bits, a.umin << b.umin, a.umax << b.umax) }),
  rsh: (bits, a, b) => onlyUnsigned(bits, a.umin >> b.umax, a.umax >> b.umin),
  arsh: (bits, a, b) => ({
    ...all(bits),
    smin: a.smin >> (a.smin < 0n ? b.umin : b.umax),
    smax: a.smax >> (a.smax < 0n ? b.umax : b.umin),
  }),
};
