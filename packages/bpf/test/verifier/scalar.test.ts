import { describe, expect, test } from 'vitest';
import type { AluOperation, JumpCondition } from '../../src/insn/opcode.js';
import { ALU, JMP } from '../../src/insn/opcode.js';
import { arithmetic as concrete, holds } from '../../src/interpreter/arithmetic.js';
import { compare } from '../../src/verifier/scalar-branch.js';
import { arithmetic, move, negate, swap } from '../../src/verifier/scalar-alu.js';
import { refine, type Scalar } from '../../src/verifier/scalar.js';
import * as tnum from '../../src/verifier/tnum.js';
import { reverseBytes } from '../../src/interpreter/arithmetic.js';
import { Choices } from './choices.js';

const SEED = 20221122;

describe('tristate numbers, every pair of 4 bits', () => {
  const tnums: tnum.Tnum[] = [];
  for (let mask = 0n; mask < 16n; mask++)
    for (let value = 0n; value < 16n; value++) if ((value & mask) === 0n) tnums.push({ value, mask });
  const members = ({ value, mask }: tnum.Tnum): bigint[] =>
    Array.from({ length: 16 }, (_, n) => BigInt(n)).filter((n) => (n & ~mask & 15n) === value);

  test.each([
    ['add', tnum.add, (a: bigint, b: bigint) => a + b],
    ['sub', tnum.sub, (a: bigint, b: bigint) => a - b],
    ['mul', tnum.mul, (a: bigint, b: bigint) => a * b],
    ['and', tnum.and, (a: bigint, b: bigint) => a & b],
    ['or', tnum.or, (a: bigint, b: bigint) => a | b],
    ['xor', tnum.xor, (a: bigint, b: bigint) => a ^ b],
  ] as const)('%s holds every result', (_, abstract, exact) => {
    for (const a of tnums) {
      for (const b of tnums) {
        const result = abstract(a, b);
        for (const x of members(a))
          for (const y of members(b)) {
            const value = BigInt.asUintN(64, exact(x, y));
            if (!tnum.contains(result, tnum.constant(value)))
              throw new Error(`${tnum.print(a)} ${tnum.print(b)}: ${x} ${y}`);
          }
      }
    }
  });

  test('intersect holds what both hold, and is empty only where nothing is in both', () => {
    for (const a of tnums) {
      for (const b of tnums) {
        const common = members(a).filter((x) => members(b).includes(x));
        const met = tnum.intersect(a, b);
        expect(met ? members(met) : []).toEqual(common);
      }
    }
  });

  test('a range holds its ends and all between', () => {
    for (let low = 0n; low < 16n; low++)
      for (let high = low; high < 16n; high++)
        for (let x = low; x <= high; x++) expect(tnum.contains(tnum.range(low, high), tnum.constant(x))).toBe(true);
  });
});

/** A number, and something that is true of it. */
function sample(random: Choices): { value: bigint; known: Scalar } {
  const value = random.interesting();
  const near = (bits: 32 | 64): { umin: bigint; umax: bigint; smin: bigint; smax: bigint } => {
    const top = (1n << BigInt(bits)) - 1n;
    const [u, s] = [BigInt.asUintN(bits, value), BigInt.asIntN(bits, value)];
    const slack = (): bigint => (random.below(3) === 0 ? top : random.interesting() >> BigInt(random.below(64)));
    const clampU = (x: bigint): bigint => (x < 0n ? 0n : x > top ? top : x);
    const half = 1n << BigInt(bits - 1);
    const clampS = (x: bigint): bigint => (x < -half ? -half : x >= half ? half - 1n : x);
    return {
      umin: clampU(u - slack()),
      umax: clampU(u + slack()),
      smin: clampS(s - slack()),
      smax: clampS(s + slack()),
    };
  };
  const mask = random.below(2) ? tnum.UNKNOWN.mask : random.interesting();
  const known = refine({ bits: { value: value & ~mask & tnum.UNKNOWN.mask, mask }, wide: near(64), narrow: near(32) });
  if (!known) throw new Error(`${value} was lost`);
  return { value, known };
}

function expectHolds({ bits, wide, narrow }: Scalar, value: bigint, what: () => string): void {
  const [s64, u32, s32] = [BigInt.asIntN(64, value), BigInt.asUintN(32, value), BigInt.asIntN(32, value)];
  const ok =
    tnum.contains(bits, tnum.constant(value)) &&
    wide.umin <= value &&
    value <= wide.umax &&
    wide.smin <= s64 &&
    s64 <= wide.smax &&
    narrow.umin <= u32 &&
    u32 <= narrow.umax &&
    narrow.smin <= s32 &&
    s32 <= narrow.smax;
  if (!ok) throw new Error(`${what()} = ${value} is lost (seed ${SEED})`);
}

describe(`what is known of numbers stays true, seed ${SEED}`, () => {
  const operations = (Object.keys(ALU) as (keyof typeof ALU)[]).filter(
    (op): op is AluOperation => !['mov', 'neg', 'end'].includes(op),
  );
  test.each(operations)('%s', (op) => {
    const random = new Choices(SEED);
    for (let n = 0; n < 400; n++) {
      const [a, b] = [sample(random), sample(random)];
      for (const bits of [32, 64] as const) {
        for (const signed of op === 'div' || op === 'mod' ? [false, true] : [false]) {
          const result = arithmetic(op, bits, signed, a.known, b.known);
          expectHolds(result, concrete(op, signed, bits, a.value, b.value), () => `${a.value} ${op}${bits} ${b.value}`);
        }
      }
    }
  });

  test('moves, negation and byte swaps', () => {
    const random = new Choices(SEED);
    for (let n = 0; n < 400; n++) {
      const { value, known } = sample(random);
      for (const bits of [32, 64] as const) {
        expectHolds(negate(bits, known), BigInt.asUintN(bits, -value), () => `neg${bits} ${value}`);
        for (const extend of [0, 8, 16, 32]) {
          const moved = BigInt.asUintN(bits, extend ? BigInt.asIntN(extend, value) : value);
          expectHolds(move(bits, extend, known), moved, () => `mov${bits} ${extend} ${value}`);
        }
      }
      for (const bits of [16, 32, 64] as const) {
        const low = BigInt.asUintN(bits, value);
        expectHolds(swap({ to: 'le', bits }, known), low, () => `le${bits} ${value}`);
        expectHolds(swap({ to: 'bswap', bits }, known), reverseBytes(low, bits), () => `bswap${bits} ${value}`);
      }
    }
  });

  const conditions = (Object.keys(JMP) as (keyof typeof JMP)[]).filter(
    (one): one is JumpCondition => !['ja', 'call', 'exit'].includes(one),
  );
  test.each(conditions)('%s, both ways', (condition) => {
    const random = new Choices(SEED);
    for (let n = 0; n < 400; n++) {
      const [a, b] = [sample(random), sample(random)];
      if (random.below(4) === 0) b.value = a.value;
      const right = b.value === a.value ? a.known : b.known;
      for (const bits of [32, 64] as const) {
        const outcomes = compare(condition, bits, a.known, right);
        const taken = holds(condition, bits, a.value, b.value);
        const pair = taken ? outcomes.taken : outcomes.passed;
        const what = (): string => `${a.value} ${condition}${bits} ${b.value}`;
        if (!pair) throw new Error(`${what()}: ${taken ? 'taken' : 'passed'}, and held impossible (seed ${SEED})`);
        expectHolds(pair[0], a.value, what);
        expectHolds(pair[1], b.value, what);
      }
    }
  });
});
