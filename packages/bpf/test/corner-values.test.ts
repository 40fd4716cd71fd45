import { expect, test } from 'vitest';
import { DEFAULT_FEATURES, interpret, jit, type Slot } from '../src/index.js';
import { ATOMIC, SIZES } from '../src/insn/opcode.js';
import { BareHost } from './bare-host.js';
import { alu, atomic, exit, imm64, jump, load, mov, reg, store } from './build.js';

/** Where carries, signs and widths change. */
const values = [
  0n,
  1n,
  2n,
  7n,
  31n,
  32n,
  63n,
  64n,
  0x7fn,
  0x80n,
  0xffn,
  0x7fffn,
  0x8000n,
  0xffffn,
  0x7fff_ffffn,
  0x8000_0000n,
  0xffff_ffffn,
  0x1_0000_0000n,
  0x1234_5678_9abc_def0n,
  0x7fff_ffff_ffff_ffffn,
  0x8000_0000_0000_0000n,
  0xffff_ffff_8000_0000n,
  0xffff_ffff_ffff_fffen,
  0xffff_ffff_ffff_ffffn,
];
const immediates = [
  0, 1, -1, 2, 15, 31, 255, 4095, 4096, 0xfff000, -4095, -4096, 0x12345678, 0x7fffffff, -0x80000000, -0x10000,
];

/** Compiles once, and compares R0 and memory with the interpreter's at every given pair of arguments. */
class Differential {
  readonly #host: BareHost;
  readonly #features: typeof DEFAULT_FEATURES;
  readonly #stackTop: bigint;
  readonly area: bigint;
  #count = 0;

  constructor(lse = false) {
    this.#host = new BareHost(lse ? ['lse'] : []);
    this.#features = { ...DEFAULT_FEATURES, lse };
    this.#stackTop = this.#host.kzalloc(1024, 16) + 1024n;
    this.area = this.#host.kzalloc(64, 64);
  }

  check(what: string, slots: readonly Slot[], pairs: readonly (readonly [bigint, bigint])[], initial = 0n): void {
    const functions = jit(what, slots, {
      features: this.#features,
      helper: () => undefined,
      place: (_, text) => this.#host.placeCode(`f${this.#count++}`, text),
    });
    const { machine, memory } = this.#host;
    const run = (call: () => bigint): string => {
      for (let at = 0n; at < 64n; at += 8n) memory.write(this.area + at, 8, initial);
      const r0 = call();
      return [r0, ...[0n, 8n, 16n, 24n].map((at) => memory.read(this.area + at, 8))]
        .map((v) => v.toString(16))
        .join(' ');
    };
    for (const [a, b] of pairs) {
      const compiled = run(() => machine.call(functions.at(-1)!.address, [a, b], 10_000));
      const interpreted = run(() => interpret(slots, [a, b], { memory, stackTop: this.#stackTop }));
      if (compiled !== interpreted)
        expect(`${what}(${a}, ${b}) = ${compiled}`).toBe(`${what}(${a}, ${b}) = ${interpreted}`);
    }
  }
}

const pairs = values.flatMap((a) => values.map((b) => [a, b] as const));
const singles = values.map((a) => [a, 0n] as const);
const widths = [true, false];
const operations = ['add', 'sub', 'mul', 'div', 'or', 'and', 'lsh', 'rsh', 'mod', 'xor', 'arsh'] as const;
const conditions = ['jeq', 'jgt', 'jge', 'jset', 'jne', 'jsgt', 'jsge', 'jlt', 'jle', 'jslt', 'jsle'] as const;

test('arithmetic on registers and immediates', () => {
  const differential = new Differential();
  for (const op of operations) {
    for (const wide of widths) {
      for (const off of op === 'div' || op === 'mod' ? [0, 1] : [0]) {
        differential.check(`${op}${wide}${off}`, [mov(0, reg(1)), alu(op, wide, 0, reg(2), off), exit], pairs);
        differential.check(
          `${op}${wide}${off} self`,
          [mov(6, reg(1)), alu(op, wide, 6, reg(6), off), mov(0, reg(6)), exit],
          singles,
        );
        for (const imm of immediates) {
          differential.check(`${op}${wide}${off} ${imm}`, [mov(0, reg(1)), alu(op, wide, 0, imm, off), exit], singles);
        }
      }
    }
  }
});

test('moves, negation and byte order', () => {
  const differential = new Differential();
  for (const wide of widths) {
    for (const extend of wide ? [0, 8, 16, 32] : [0, 8, 16]) {
      differential.check(`mov${wide}${extend}`, [alu('mov', wide, 0, reg(1), extend), exit], singles);
    }
    for (const imm of immediates) differential.check(`mov${wide} ${imm}`, [alu('mov', wide, 0, imm), exit], [[0n, 0n]]);
    differential.check(`neg${wide}`, [mov(0, reg(1)), alu('neg', wide, 0, 0), exit], singles);
    for (const bits of [16, 32, 64]) {
      const swap = alu('end', wide, 0, bits);
      differential.check(`${wide ? 'bswap' : 'le'}${bits}`, [mov(0, reg(1)), swap, exit], singles);
      if (!wide) differential.check(`be${bits}`, [mov(0, reg(1)), { ...swap, code: swap.code | 8 }, exit], singles);
    }
  }
  for (const value of values) differential.check(`imm64 ${value}`, [...imm64(0, value), exit], [[0n, 0n]]);
});

test('branches', () => {
  const differential = new Differential();
  for (const condition of conditions) {
    for (const wide of widths) {
      const body = (branch: Slot): Slot[] => [mov(0, 1), branch, mov(0, 0), exit];
      differential.check(`${condition}${wide}`, body(jump(condition, wide, 1, reg(2), 1)), pairs);
      for (const imm of immediates) {
        differential.check(`${condition}${wide} ${imm}`, body(jump(condition, wide, 1, imm, 1)), singles);
      }
    }
  }
});

test('loads and stores: through registers, the stack, and offsets that no immediate holds', () => {
  const differential = new Differential();
  for (const size of SIZES) {
    for (const [name, back, off] of [
      ['aligned', 0, 8],
      ['negative', 16, -8],
      ['odd', 0, 3],
      ['far', 20_000, 20_008],
    ] as const) {
      const base = [...imm64(3, differential.area), alu('sub', true, 3, back)];
      const places =
        back === 20_000 ? [...base, alu('add', true, 3, 0)] : back ? [...imm64(3, differential.area + 16n)] : base;
      differential.check(
        `${name} ${size}`,
        [...places, store(size, 3, off, reg(1)), load(size, 0, 3, off), exit],
        singles,
      );
      differential.check(
        `${name} ${size} imm`,
        [...places, store(size, 3, off, -2), load(size, 0, 3, off), exit],
        [[0n, 0n]],
      );
      if (size !== 8) {
        differential.check(
          `${name} ${size} signed`,
          [...places, store(size, 3, off, reg(1)), load(size, 0, 3, off, true), exit],
          singles,
        );
      }
    }
    for (const off of [-8, -64, -512]) {
      differential.check(
        `stack ${size}`,
        [store(8, 10, off, 0), store(size, 10, off, reg(1)), load(8, 0, 10, off), exit],
        singles,
      );
    }
  }
});

test.each([
  ['exclusive loops', false],
  ['FEAT_LSE', true],
])('atomics as %s', (_, lse) => {
  const differential = new Differential(lse);
  for (const op of Object.keys(ATOMIC) as (keyof typeof ATOMIC)[]) {
    for (const size of [4, 8] as const) {
      for (const fetch of op === 'xchg' || op === 'cmpxchg' ? [true] : [false, true]) {
        for (const off of [0, 16]) {
          const body = [
            ...imm64(3, differential.area),
            mov(0, reg(2)),
            atomic(op, fetch, size, 3, off, 1),
            mov(6, reg(1)),
            alu('xor', true, 0, reg(6)),
            exit,
          ];
          for (const initial of [0n, 0x8000_0000_7fff_ffffn, 0xffff_ffff_ffff_ffffn]) {
            differential.check(
              `${op}${size}${fetch}+${off}`,
              body,
              pairs.filter((_, n) => n % 7 === 0),
              initial,
            );
          }
        }
      }
    }
  }
});
