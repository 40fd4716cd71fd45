import type { JumpCondition } from '../insn/opcode.js';
import { meet, type Bounds, type Width } from './bounds.js';
import { isConstant, refine, type Scalar } from './scalar.js';
import * as tnum from './tnum.js';

/** jset is the one whose opposite is no condition. */
type Order = Exclude<JumpCondition, 'jset'>;
const OPPOSITE: Readonly<Record<Order, Order>> = {
  jeq: 'jne',
  jne: 'jeq',
  jgt: 'jle',
  jle: 'jgt',
  jge: 'jlt',
  jlt: 'jge',
  jsgt: 'jsle',
  jsle: 'jsgt',
  jsge: 'jslt',
  jslt: 'jsge',
};

export type Pair = readonly [Scalar, Scalar];

/** Both operands where the branch is taken, and where it is not; undefined where that cannot be. */
export interface Outcomes {
  readonly taken: Pair | undefined;
  readonly passed: Pair | undefined;
}

export function compare(condition: JumpCondition, bits: Width, a: Scalar, b: Scalar): Outcomes {
  if (condition === 'jset') return { taken: anySet(bits, a, b), passed: noneSet(bits, a, b) };
  return { taken: assume(condition, bits, a, b), passed: assume(OPPOSITE[condition], bits, a, b) };
}

/** What is known of both when the condition holds. */
function assume(condition: Order, bits: Width, a: Scalar, b: Scalar): Pair | undefined {
  switch (condition) {
    case 'jeq':
      return both(equalTo(bits, a, b), equalTo(bits, b, a));
    case 'jne':
      return both(unequal(bits, a, b), unequal(bits, b, a));
    case 'jgt':
    case 'jge':
    case 'jsgt':
    case 'jsge': {
      const strict = condition === 'jgt' || condition === 'jsgt' ? 1n : 0n;
      return condition.startsWith('js') ? signedOrder(bits, a, b, strict) : unsignedOrder(bits, a, b, strict);
    }
    case 'jlt':
      return swapped(assume('jgt', bits, b, a));
    case 'jle':
      return swapped(assume('jge', bits, b, a));
    case 'jslt':
      return swapped(assume('jsgt', bits, b, a));
    case 'jsle':
      return swapped(assume('jsge', bits, b, a));
  }
}

const both = (a: Scalar | undefined, b: Scalar | undefined): Pair | undefined => a && b && [a, b];
const swapped = (pair: Pair | undefined): Pair | undefined => pair && [pair[1], pair[0]];

const boundsOf = (bits: Width, { wide, narrow }: Scalar): Bounds => (bits === 64 ? wide : narrow);
const withBounds = (bits: Width, scalar: Scalar, part: Partial<Bounds>): Scalar | undefined => {
  const own = boundsOf(bits, scalar);
  const met = meet(own, { ...own, ...part });
  return refine(bits === 64 ? { ...scalar, wide: met } : { ...scalar, narrow: met });
};

/** a ≥ b + least, unsigned. */
function unsignedOrder(bits: Width, a: Scalar, b: Scalar, least: bigint): Pair | undefined {
  const [left, right] = [boundsOf(bits, a), boundsOf(bits, b)];
  return both(withBounds(bits, a, { umin: right.umin + least }), withBounds(bits, b, { umax: left.umax - least }));
}

function signedOrder(bits: Width, a: Scalar, b: Scalar, least: bigint): Pair | undefined {
  const [left, right] = [boundsOf(bits, a), boundsOf(bits, b)];
  return both(withBounds(bits, a, { smin: right.smin + least }), withBounds(bits, b, { smax: left.smax - least }));
}

/** `a`, as it equals `b`. */
function equalTo(bits: Width, a: Scalar, b: Scalar): Scalar | undefined {
  const other = bits === 64 ? b.bits : { value: tnum.cast(b.bits, 32).value, mask: tnum.cast(b.bits, 32).mask | HIGH };
  const known = tnum.intersect(a.bits, other);
  return known && withBounds(bits, { ...a, bits: known }, boundsOf(bits, b));
}
const HIGH = 0xffff_ffff_0000_0000n;

/** `a`, as it differs from `b`: an end of the interval moves where that is the one value. */
function unequal(bits: Width, a: Scalar, b: Scalar): Scalar | undefined {
  const [own, other] = [boundsOf(bits, a), boundsOf(bits, b)];
  if (other.umin !== other.umax) return a;
  const trimmed: { -readonly [K in keyof Bounds]: Bounds[K] } = { ...own };
  if (own.umin === other.umin) trimmed.umin++;
  if (own.umax === other.umax) trimmed.umax--;
  if (own.smin === other.smin) trimmed.smin++;
  if (own.smax === other.smax) trimmed.smax--;
  return withBounds(bits, a, trimmed);
}

/** The bits of `b` that take part in jset. */
const maskOf = (bits: Width, b: Scalar): bigint => BigInt.asUintN(bits, b.bits.value);

/** a & b is not zero. */
function anySet(bits: Width, a: Scalar, b: Scalar): Pair | undefined {
  const possible = BigInt.asUintN(bits, (a.bits.value | a.bits.mask) & (b.bits.value | b.bits.mask));
  if (possible === 0n) return undefined;
  const single = isConstant(b) && (maskOf(bits, b) & (maskOf(bits, b) - 1n)) === 0n;
  if (!single) return [a, b];
  const bit = maskOf(bits, b);
  const known = tnum.intersect(a.bits, { value: bit, mask: tnum.UNKNOWN.mask & ~bit });
  return known && both(refine({ ...a, bits: known }), b);
}

/** a & b is zero. */
function noneSet(bits: Width, a: Scalar, b: Scalar): Pair | undefined {
  const clear = (one: Scalar, other: Scalar): Scalar | undefined => {
    const known = tnum.intersect(one.bits, { value: 0n, mask: tnum.UNKNOWN.mask & ~maskOf(bits, other) });
    return known && refine({ ...one, bits: known });
  };
  return both(clear(a, b), clear(b, a));
}
