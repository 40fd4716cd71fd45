import { functionModel, kernelBtf, type ValueModel } from '@tracelab/bpf';
import { FprobeLayout } from '@tracelab/fprobe';
import { afterEach, describe, expect, test } from 'vitest';
import { trampolineText, type FprobeTrampoline, type TrampolineSpec } from '../src/index.js';
import { callbackVariants, invokers, TracedKernel, type Setup } from './traced-kernel.js';

const CHAR = { size: 1, signed: false } as const; // as arm64 has it
const SIGNED_CHAR = { size: 1, signed: true } as const;
const SHORT = { size: 2, signed: true } as const;
const UNSIGNED_SHORT = { size: 2, signed: false } as const;
const INT = { size: 4, signed: true } as const;
const UNSIGNED_INT = { size: 4, signed: false } as const;
const LONG = { size: 8, signed: true } as const;
const UNSIGNED_LONG = { size: 8, signed: false } as const;

/** A value in the lower bits of a register, and what a caller may leave above it. */
const ARGUMENTS: readonly (readonly [type: ValueModel, register: bigint, seen: bigint])[] = [
  [SIGNED_CHAR, 0xdead_beef_dead_beffn, -1n],
  [CHAR, 0xdead_beef_dead_beffn, 255n],
  [SHORT, 0xdead_beef_dead_8000n, -32768n],
  [UNSIGNED_SHORT, 0xffff_ffff_ffff_8000n, 32768n],
  [INT, 0xdead_beef_8000_0001n, -0x7fff_ffffn],
  [UNSIGNED_INT, 0xdead_beef_8000_0001n, 0x8000_0001n],
  [LONG, 0xdead_beef_8000_0001n, -0x2152_4110_7fff_ffffn],
  [UNSIGNED_LONG, 0xdead_beef_8000_0001n, 0xdead_beef_8000_0001n],
  [SIGNED_CHAR, 0xffff_ffff_ffff_ff7fn, 127n],
  [SHORT, 0xffff_ffff_ffff_7fffn, 32767n],
  [INT, 0xffff_ffff_7fff_ffffn, 0x7fff_ffffn],
];
const word = (value: bigint): bigint => BigInt.asUintN(64, value);

describe.each([...invokers, ...callbackVariants])('$invoker, $series, pool $pool, callbacks $callbacks, copy $copy', (setup: Setup) => {
  const kernel = new TracedKernel(setup);
  afterEach(() => {
    kernel.detachAll();
    kernel.takeSights();
  });
  const observers = () => [
    { program: kernel.observer(1), kind: 'fentry' },
    { program: kernel.observer(2, 'fmod_ret'), kind: 'modifyReturn' },
    { program: kernel.observer(3, 'fexit'), kind: 'fexit' },
  ] as const;

  test.each([ARGUMENTS.slice(0, 8), ARGUMENTS.slice(3), ARGUMENTS.slice(0, 1), ARGUMENTS.slice(4, 9)])('every program gets arguments extended as their types say: %#', (...cases) => {
    const fn = { name: 'bpf_fentry_test7', nrArgs: cases.length, arguments: cases.map(([type]) => type) };
    kernel.attach(fn, observers());
    kernel.machine.call(fn.name, cases.map(([, register]) => register));
    const sights = kernel.takeSights();
    expect(sights.map(({ id, nrArgs }) => [id, nrArgs])).toEqual([1, 2, 3].map((id) => [id, BigInt(cases.length)]));
    for (const { context } of sights) expect(context.slice(0, cases.length)).toEqual(cases.map(([, , seen]) => word(seen)));
  });

  test.each([
    ['bpf_fentry_test3', [0xffn, -2n, 1n << 40n], 253n],
    ['bpf_fentry_test4', [1n << 32n, 0x80n, -1n, 3n], 130n],
    ['bpf_fentry_test5', [1n, 2n, -3n, -4n, 5n], 1n],
  ] as const)('%s by the kernel\'s BTF, with all narrow arguments\' upper bits set to something', (name, values, result) => {
    const model = functionModel(kernelBtf(), name);
    kernel.attach({ ...model, nrArgs: model.arguments.length }, observers());
    const registers = values.map((value, n) => {
      const bits = 8 * model.arguments[n]!.size;
      return bits === 64 ? word(value) : BigInt.asUintN(bits, value) | word(0x5a5a_5a5a_5a5a_5a5an << BigInt(bits));
    });
    expect(BigInt.asIntN(32, kernel.machine.call(name, registers))).toBe(result);
    const sights = kernel.takeSights();
    expect(sights.map(({ context }) => context.slice(0, values.length))).toEqual(sights.map(() => values.map(word)));
    expect(sights.slice(1).map(({ context }) => context[values.length])).toEqual([0n, result]);
  });

  test.each(ARGUMENTS)('fexit gets a result of %o extended', (returns, register, seen) => {
    const fn = { name: 'bpf_fentry_test7', nrArgs: 1, returns }; // which returns its argument as it is
    const program = kernel.observer(1, 'fexit');
    kernel.attach(fn, [{ program, kind: 'fexit' }]);
    const result = kernel.machine.call(fn.name, [register]);
    const bits = 8 * returns.size;
    expect(BigInt.asUintN(bits, result)).toBe(BigInt.asUintN(bits, register));
    expect(kernel.takeSights()[0]!.context.slice(0, 2)).toEqual([register, word(seen)]);
  });

  test.each(ARGUMENTS)('fexit gets what fmod_ret says in place of a result of %o extended', (returns, register, seen) => {
    const fn = { name: 'bpf_fentry_test7', nrArgs: 1, returns };
    const program = kernel.observer(1, 'fexit');
    kernel.attach(fn, [{ program: kernel.returning('fmod_ret', register), kind: 'modifyReturn' }, { program, kind: 'fexit' }]);
    const result = kernel.machine.call(fn.name, [4]);
    const bits = 8 * returns.size;
    expect(BigInt.asUintN(bits, result)).toBe(BigInt.asUintN(bits, register));
    expect(kernel.takeSights()[0]!.context.slice(0, 2)).toEqual([4n, word(seen)]);
  });

  test('a function without a result, and one without arguments', () => {
    kernel.attach({ name: 'bpf_fentry_test7', nrArgs: 0, arguments: [], returns: { size: 0, signed: false } }, observers());
    const x0 = kernel.machine.call('bpf_fentry_test7');
    expect(kernel.takeSights().slice(1).map(({ context }) => context[0])).toEqual([0n, x0]);
  });
});

describe('where all are 64 bits wide nothing is extended', () => {
  const wide = { nrArgs: 3, arguments: [LONG, UNSIGNED_LONG, LONG], returns: LONG };
  const program = { prog: 0x1000n, code: 0x2000n, cookie: 0n, enterExit: { enter: 'enter', exit: 'exit' } } as TrampolineSpec['fentry'][number];

  test('by a direct trampoline', () => {
    const spec = { name: 'image', image: 0x3000n, function: 0x4000n, fentry: [program], fmodRet: [program], fexit: [program], ipArg: false };
    expect(trampolineText({ ...spec, ...wide }, () => 0x5000n)).toBe(trampolineText({ ...spec, nrArgs: 3 }, () => 0x5000n));
  });

  test.each([
    ['wide ones', wide, 'bpf_fprobe_entry', 'bpf_fprobe_exit'],
    ['types that are not given', { nrArgs: 3 }, 'bpf_fprobe_entry', 'bpf_fprobe_exit'],
    ['a narrow argument', { ...wide, arguments: [LONG, LONG, SIGNED_CHAR] }, 'bpf_fprobe_entry_narrow', 'bpf_fprobe_exit'],
    ['a narrow result', { ...wide, returns: INT }, 'bpf_fprobe_entry', 'bpf_fprobe_exit_narrow'],
  ])('by the fprobe: handlers for %s', (_what, types, entry, exit) => {
    const kernel = new TracedKernel({ invoker: 'fprobe', series: [], pool: 'always' });
    const fn = { name: 'bpf_fentry_test3', ...types };
    kernel.attach(fn, [{ program: kernel.observer(1), kind: 'fentry' }]);
    const { probe } = kernel.trampoline(fn) as FprobeTrampoline;
    const handler = (member: 'entryHandler' | 'exitHandler') => kernel.symbols.at(FprobeLayout[member].read(kernel.memory, probe!))!.name;
    expect([handler('entryHandler'), handler('exitHandler')]).toEqual([entry, exit]);
  });
});

test.each([
  [{ nrArgs: 2, arguments: [INT] }, 'bpf_fentry_test1: 2 arguments, but types of 1; one for each'],
  [{ nrArgs: 1, arguments: [{ size: 3, signed: true }] }, 'bpf_fentry_test1: argument 0 has 3 bytes; 1, 2, 4 or 8 fit a register'],
  [{ nrArgs: 1, arguments: [{ size: 0, signed: true }] }, 'bpf_fentry_test1: argument 0 has 0 bytes; 1, 2, 4 or 8 fit a register'],
  [{ nrArgs: 1, returns: { size: 16, signed: false } }, 'bpf_fentry_test1: its result has 16 bytes; 0 (none), 1, 2, 4 or 8 fit a register'],
])('types that a trampoline cannot have are refused: %o', (types, message) => {
  const kernel = new TracedKernel({ invoker: 'fprobe', series: [], pool: 'always' });
  const links = [{ program: kernel.observer(1), kind: 'fentry' }] as const;
  expect(() => kernel.attach({ name: 'bpf_fentry_test1', ...(types as { nrArgs: number }) }, links)).toThrow(message);
});
