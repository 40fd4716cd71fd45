import { all, crossDeduce, exactly, isEmpty, meet, within, type Bounds, type Width } from './bounds.js';
import * as tnum from './tnum.js';
import type { Tnum } from './tnum.js';

/** What is known of a 64-bit number: each of the three holds. */
export interface Scalar {
  readonly bits: Tnum;
  readonly wide: Bounds;
  /** Of the low 32 bits. */
  readonly narrow: Bounds;
}

export const UNKNOWN: Scalar = { bits: tnum.UNKNOWN, wide: all(64), narrow: all(32) };

export const constant = (value: bigint): Scalar => ({
  bits: tnum.constant(value),
  wide: exactly(64, value),
  narrow: exactly(32, value),
});
export const ZERO = constant(0n);

export const isConstant = ({ bits }: Scalar): boolean => tnum.isConstant(bits);
export const isZero = ({ bits }: Scalar): boolean => bits.mask === 0n && bits.value === 0n;

export const contains = (outer: Scalar, inner: Scalar): boolean =>
  outer === inner ||
  (within(outer.wide, inner.wide) && within(outer.narrow, inner.narrow) && tnum.contains(outer.bits, inner.bits));

/** The low `size` bytes of anything, zero-extended. */
export const ofSize = (size: number): Scalar => zeroExtend(UNKNOWN, size * 8);

export function zeroExtend(scalar: Scalar, bits: number): Scalar {
  if (bits === 64) return scalar;
  const cut = tnum.cast(scalar.bits, bits);
  if (bits === 32) return settle({ bits: cut, wide: fromNarrow(scalar.narrow), narrow: scalar.narrow });
  const umax = (1n << BigInt(bits)) - 1n;
  // Bounds survive where nothing is cut off.
  const kept = scalar.wide.umax <= umax ? scalar.wide : { ...all(64), umax };
  return settle({ bits: cut, wide: kept, narrow: all(32) });
}

export function signExtend(scalar: Scalar, bits: number): Scalar {
  const [smin, smax] = [-(1n << BigInt(bits - 1)), (1n << BigInt(bits - 1)) - 1n];
  const source = bits === 32 ? scalar.narrow : scalar.wide;
  const fits = source.smin >= smin && source.smax <= smax;
  const wide = { ...all(64), smin: fits ? source.smin : smin, smax: fits ? source.smax : smax };
  return settle({ bits: tnum.signExtend(scalar.bits, bits), wide, narrow: bits === 32 ? scalar.narrow : all(32) });
}

/** The 64-bit bounds of a zero-extended 32-bit number. */
const fromNarrow = ({ umin, umax }: Bounds): Bounds => ({ umin, umax, smin: umin, smax: umax });

/** Brings what the three say together; undefined where no number satisfies them all. */
export function refine(scalar: Scalar): Scalar | undefined {
  let { bits, wide, narrow } = scalar;
  for (let pass = 0; pass < 2; pass++) {
    const low = tnum.cast(bits, 32);
    wide = crossDeduce(64, meet(crossDeduce(64, wide), fromBits(64, bits)));
    narrow = crossDeduce(32, meet(crossDeduce(32, narrow), fromBits(32, low)));
    narrow = crossDeduce(32, meet(narrow, narrowOf(wide)));
    wide = crossDeduce(64, meet(wide, wideOf(wide, narrow)));
    if (isEmpty(wide) || isEmpty(narrow)) return undefined;
    const high = { value: bits.value & HIGH, mask: bits.mask & HIGH };
    const sharperLow = tnum.intersect(low, tnum.range(narrow.umin, narrow.umax));
    if (!sharperLow) return undefined;
    const whole = { value: high.value | sharperLow.value, mask: high.mask | sharperLow.mask };
    const sharper = tnum.intersect(whole, tnum.range(wide.umin, wide.umax));
    if (!sharper) return undefined;
    if (pass > 0 || (sharper.value === bits.value && sharper.mask === bits.mask))
      return { bits: sharper, wide, narrow };
    bits = sharper;
  }
  return { bits, wide, narrow };
}

/** After an operation: its result is never empty. */
export function settle(scalar: Scalar): Scalar {
  if (scalar.bits.mask === 0n) return constant(scalar.bits.value);
  return refine(scalar) ?? UNKNOWN;
}

const HIGH = 0xffff_ffff_0000_0000n;
const LOW = 0xffff_ffffn;

function fromBits(bits: Width, { value, mask }: Tnum): Bounds {
  const sign = 1n << BigInt(bits - 1);
  return {
    umin: value,
    umax: value | mask,
    smin: BigInt.asIntN(bits, value | (mask & sign)),
    smax: BigInt.asIntN(bits, value | (mask & ~sign)),
  };
}

/** The low halves, where the high ones are the same at both ends. */
function narrowOf({ umin, umax, smin, smax }: Bounds): Bounds {
  const { umin: low, umax: high, smin: lowest, smax: highest } = all(32);
  const unsigned = umin >> 32n === umax >> 32n ? { umin: umin & LOW, umax: umax & LOW } : { umin: low, umax: high };
  const signed = smin >= lowest && smax <= highest ? { smin, smax } : { smin: lowest, smax: highest };
  return { ...unsigned, ...signed };
}

/** The ends moved to where their low halves may be. */
function wideOf({ umin, umax }: Bounds, narrow: Bounds): Bounds {
  const bounds = { umin: (umin & HIGH) | narrow.umin, umax: (umax & HIGH) | narrow.umax };
  return { ...all(64), ...bounds };
}

/** As the kernel's log has it: only what is not implied. */
export function print(scalar: Scalar): string {
  const { bits, wide, narrow } = scalar;
  if (isConstant(scalar)) return `${BigInt.asIntN(64, bits.value)}`;
  const parts: string[] = [];
  const tell = (name: string, value: bigint, limit: bigint): unknown =>
    value !== limit && parts.push(`${name}=${value}`);
  const [everything, everyNarrow] = [all(64), all(32)];
  tell('smin', wide.smin, everything.smin);
  tell('smax', wide.smax, everything.smax);
  tell('umin', wide.umin, everything.umin);
  tell('umax', wide.umax, everything.umax);
  if (bits.mask !== tnum.UNKNOWN.mask) parts.push(`var_off=${tnum.print(bits)}`);
  if (narrow.smin !== wide.smin) tell('s32_min', narrow.smin, everyNarrow.smin);
  if (narrow.smax !== wide.smax) tell('s32_max', narrow.smax, everyNarrow.smax);
  if (narrow.umin !== wide.umin) tell('u32_min', narrow.umin, everyNarrow.umin);
  if (narrow.umax !== wide.umax) tell('u32_max', narrow.umax, everyNarrow.umax);
  return `scalar(${parts.join(',')})`;
}
