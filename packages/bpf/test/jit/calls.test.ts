import { oracle } from '@tracelab/testing';
import { baseParts, Kernel } from '@tracelab/kernel';
import { describe, expect, test } from 'vitest';
import {
  bpfParts,
  jit,
  DEFAULT_FEATURES,
  kernelBtf,
  LoadedObject,
  type ProgArrayMap,
  readObject,
  type Slot,
} from '../../src/index.js';
import { MAX_TAIL_CALLS } from '../../src/jit/tail-call.js';
import { BareHost } from '../bare-host.js';
import { alu, exit, jump, mov, reg } from '../build.js';
import { CLANG_AND_LIBBPF, compileBpf, PREAMBLE } from '../clang.js';

function load(source: string): { kernel: Kernel; object: LoadedObject; run(name: string, ...args: bigint[]): bigint } {
  const kernel = new Kernel([baseParts, bpfParts]);
  const object = new LoadedObject(kernel, readObject(compileBpf(`${PREAMBLE}\n${source}`), { btf: kernelBtf() }));
  return {
    kernel,
    object,
    run(name, ...args) {
      const { code, insnsi } = object.load(name);
      const context = kernel.kzalloc(128);
      args.forEach((value, n) => kernel.memory.write(context + BigInt(8 * n), 8, value));
      return kernel.machine.call(code, [context, insnsi]);
    },
  };
}

oracle(...CLANG_AND_LIBBPF)('calls, from C', () => {
  describe('tail calls', () => {
    const { run, object } = load(`
int count = 0;
int last(u64 *ctx);
int again(u64 *ctx);
struct { __uint(type, BPF_MAP_TYPE_PROG_ARRAY); __uint(max_entries, 4); __uint(key_size, 4); __array(values, int (void *)); }
programs SEC(".maps") = { .values = { [1] = (void *)&last, [2] = (void *)&again } };
SEC("fmod_ret/bpf_fentry_test2") int last(u64 *ctx) { return ctx[0] + 1000; }
SEC("fmod_ret/bpf_fentry_test2") int again(u64 *ctx) { count++; bpf_tail_call(ctx, &programs, 2); return count; }
static __noinline int sub(u64 *ctx, int which) { volatile int none = -1; bpf_tail_call(ctx, &programs, which); return none; }
SEC("fmod_ret/bpf_fentry_test2") int first(u64 *ctx)
{
	volatile char room[200] = {};
	bpf_tail_call(ctx, &programs, ctx[1]);
	return 7 + room[ctx[0] & 127];
}
SEC("fmod_ret/bpf_fentry_test2") int from_subprogram(u64 *ctx) { return sub(ctx, 1) + 5; }`);

    test('goes on in the program of the slot, with the same context and frame', () => {
      expect(run('first', 5n, 1n)).toBe(1005n);
    });

    test('an empty slot and an index beyond the end are passed over', () => {
      expect([0n, 3n, 4n, 0xffff_ffffn].map((index) => run('first', 5n, index))).toEqual([7n, 7n, 7n, 7n]);
    });

    test(`ends after ${MAX_TAIL_CALLS} of them`, () => {
      expect(run('first', 0n, 2n)).toBe(33n);
      object.writeGlobal('count', 0);
      expect(run('again')).toBe(34n);
    });

    test('from a subprogram: what it goes on in returns to the caller', () => {
      expect(run('from_subprogram', 1n)).toBe(1006n);
    });

    test('a slot that is emptied', () => {
      const map = object.map('programs') as ProgArrayMap;
      expect(map.program(1)).toBe(object.load('last').prog);
      map.setProgram(1, 0n);
      expect(run('first', 5n, 1n)).toBe(7n);
    });
  });

  test('subprograms, static and global, keep what their caller has in registers and stack', () => {
    const { run, object } = load(`
static __noinline u64 twice(u64 x) { volatile u64 stack = x; return stack + x; }
__noinline int global_one(u32 a, u32 b) { return twice(a) + b; }
SEC("fmod_ret/bpf_fentry_test2") int main_one(u64 *ctx)
{
	volatile u64 kept = ctx[0];
	u64 a = ctx[0], b = ctx[1];
	return global_one(a, b) * 100 + twice(b) + kept;
}`);
    expect(run('main_one', 3n, 4n)).toBe(BigInt((3 * 2 + 4) * 100 + 8 + 3));
    expect(object.load('main_one').functions).toHaveLength(3);
  });
});

test('branches farther than a conditional one reaches jump over an unconditional one', () => {
  const host = new BareHost();
  const program: Slot[] = [
    mov(0, reg(1)),
    ...Array.from({ length: 40 }, () => alu('add', true, 0, 1)),
    jump('jgt', true, 0, 100, 1),
    jump('jslt', true, 0, reg(2), -42),
    alu('and', true, 0, 0xfff),
    jump('jset', true, 0, 1, 1),
    exit,
    mov(0, 5),
    exit,
  ];
  const results = [1 << 18, 10].map((conditionalReach) => {
    const [compiled] = jit('far', program, {
      features: DEFAULT_FEATURES,
      conditionalReach,
      helper: () => undefined,
      place: (name, text) => host.placeCode(`${name}${conditionalReach}`, text),
    });
    const values = [
      [0n, 90n],
      [0n, 10n],
      [61n, 0n],
      [200n, 500n],
    ].map((args) => host.machine.call(compiled!.address, args));
    return { values, length: compiled!.length };
  });
  expect(results[1]!.values).toEqual(results[0]!.values);
  expect(results[1]!.length - results[0]!.length).toBe(3);
});
