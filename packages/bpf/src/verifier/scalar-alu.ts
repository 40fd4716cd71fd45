import type { AluOperation } from '../insn/opcode.js';
import type { OperationOf } from '../insn/operation.js';
import { all, BOUNDS, max, min, type Bounds, type Width } from './bounds.js';
import { constant, isConstant, ofSize, settle, signExtend, UNKNOWN, ZERO, zeroExtend, type Scalar } from './scalar.js';
import * as tnum from './tnum.js';
import type { Tnum } from './tnum.js';

/** Operations whose low 32 bits are a function of the low 32 bits of the operands. */
const LOW_FROM_LOW: ReadonlySet<AluOperation> = new Set(['add', 'sub', 'mul', 'and', 'or', 'xor']);

/** dst OP= src, of numbers (RFC 9669 4.1). */
export function arithmetic(op: AluOperation, bits: Width, signed: boolean, left: Scalar, right: Scalar): Scalar {
  const [a, b] = bits === 64 ? [left, right] : [zeroExtend(left, 32), zeroExtend(right, 32)];
  const shift = op === 'lsh' || op === 'rsh' || op === 'arsh';
  const [boundsA, boundsB] = bits === 64 ? [a.wide, b.wide] : [a.narrow, b.narrow];
  if (shift && boundsB.umax >= BigInt(bits)) return bits === 64 ? UNKNOWN : ofSize(4);
  const known = bitsOf(op, bits, signed, a, b);
  const bounds = signed ? signedDivision(op, bits, boundsA, boundsB) : BOUNDS[op]!(bits, boundsA, boundsB);
  if (bits === 32) return zeroExtend({ bits: tnum.cast(known, 32), wide: all(64), narrow: bounds }, 32);
  const narrow = LOW_FROM_LOW.has(op) ? BOUNDS[op]!(32, a.narrow, b.narrow) : all(32);
  return settle({ bits: known, wide: bounds, narrow });
}

function bitsOf(op: AluOperation, bits: Width, signed: boolean, a: Scalar, b: Scalar): Tnum {
  switch (op) {
    case 'add':
    case 'sub':
    case 'mul':
    case 'and':
    case 'or':
    case 'xor':
      return tnum[op](a.bits, b.bits);
    case 'div':
    case 'mod':
      return isConstant(a) && isConstant(b)
        ? tnum.constant(divide(op, bits, signed, a.bits.value, b.bits.value))
        : tnum.UNKNOWN;
    case 'lsh':
      return isConstant(b) ? tnum.shiftLeft(a.bits, b.bits.value) : tnum.UNKNOWN;
    case 'rsh':
      return isConstant(b) ? tnum.shiftRight(a.bits, b.bits.value) : tnum.UNKNOWN;
    case 'arsh':
      return isConstant(b) ? tnum.shiftRightSigned(a.bits, b.bits.value, bits) : tnum.UNKNOWN;
  }
}

function divide(op: 'div' | 'mod', bits: Width, signed: boolean, left: bigint, right: bigint): bigint {
  const number = (value: bigint): bigint => (signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value));
  const [a, b] = [number(left), number(right)];
  if (b === 0n) return op === 'div' ? 0n : a;
  return op === 'div' ? a / b : a % b;
}

/** The remainder has the dividend's sign, is no larger than it, and smaller than a divisor that is not zero. */
function signedDivision(op: AluOperation, bits: Width, a: Bounds, b: Bounds): Bounds {
  if (op !== 'mod') return all(bits);
  const largestDivisor = max(b.smax, -b.smin);
  const limit = b.smin > 0n || b.smax < 0n ? largestDivisor - 1n : 1n << BigInt(bits);
  return {
    ...all(bits),
    smin: a.smin >= 0n ? 0n : max(a.smin, -limit),
    smax: a.smax <= 0n ? 0n : min(a.smax, limit),
  };
}

export const negate = (bits: Width, value: Scalar): Scalar => arithmetic('sub', bits, false, ZERO, value);

export function swap({ to, bits }: Pick<OperationOf<'swap'>, 'to' | 'bits'>, value: Scalar): Scalar {
  if (to === 'le') return zeroExtend(value, bits);
  const reversed = (part: bigint): bigint => {
    let result = 0n;
    for (let at = 0; at < bits; at += 8) result = (result << 8n) | ((part >> BigInt(at)) & 0xffn);
    return result;
  };
  return settle({
    bits: { value: reversed(value.bits.value), mask: reversed(value.bits.mask) },
    wide: all(64),
    narrow: all(32),
  });
}

/** mov, with sign extension from `extend` bits where it is not 0. */
export function move(bits: Width, extend: number, value: Scalar): Scalar {
  const extended = extend ? signExtend(value, extend) : value;
  return bits === 64 ? extended : zeroExtend(extended, 32);
}

/** An immediate as the second operand: sign-extended. */
export const immediate = (value: number): Scalar => constant(BigInt(value));
