import { readdirSync, readFileSync } from 'node:fs';
import type { Kernel } from '@tracelab/kernel';
import { Ftrace } from '@tracelab/ops-direct';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Invoker, SeriesId } from '../../src/configuration.js';
import { attachObject, bootForRun, driverOf, misses, TEST_RUN_CALLS, type AttachedObject, type RunOptions } from '../../src/run/index.js';

const programs = new URL('../../../../programs/', import.meta.url);

interface Row {
  /** Global variables after one BPF_PROG_TEST_RUN. */
  readonly globals: Readonly<Record<string, number>>;
  /** What bpf_modify_return_test() returns where that is not 4. */
  readonly modified?: number;
  readonly options?: Partial<Pick<RunOptions, 'cookies' | 'globals' | 'programs'>>;
  /** Who cannot run it, and why. */
  readonly cannot?: Partial<Record<Invoker, RegExp>>;
  /** And with which series. */
  readonly cannotWith?: Partial<Record<SeriesId, RegExp>>;
  /** What else it leaves. */
  readonly also?: (attached: AttachedObject & Pick<RunOptions, 'invoker'>) => void;
}

const NO_ARGUMENTS = /invoker "kprobe" gives programs registers, not arguments; direct and fprobe call them$/;
const ofArguments = { kprobe: NO_ARGUMENTS };
const allOnes = { test1: 1, test2: 1, test3: 1, test4: 1, test5: 1, test6: 1, test7: 1, test8: 1 };
const COOKIES = { entry: 0x10n, leave: 0x20n, modify: 0x30n, probe: 0xffff_0000_0000_0040n, return_probe: 0x50n };

/** Programs of one's own in the shape of the kernel's selftests (kernel-paths.md 9.3). */
const ROWS: Readonly<Record<string, Row>> = {
  fentry_test: { globals: allOnes, cannot: ofArguments },
  fexit_test: { globals: allOnes, cannot: ofArguments },
  fentry_fexit: { globals: { entered_too: 1, entered: 2, left: 3, argument: 1 }, cannot: ofArguments },
  modify_return: { globals: { at_entry: 1, at_modify: 2, at_exit: 3, seen_before: 0, seen_after: 4 }, cannot: ofArguments },
  get_func_args: { globals: { entry_ok: 1, exit_ok: 1, modify_ok: 1, modified_exit_ok: 1 }, modified: 1234, cannot: ofArguments },
  get_func_ip: {
    globals: { entry_ok: 1, exit_ok: 1, modify_ok: 1, kprobe_ok: 1, kretprobe_ok: 1, inside_ok: 1 },
    cannot: ofArguments,
  },
  bpf_cookie: {
    globals: { entry_cookie: 0x10, exit_cookie: 0x20, modify_cookie: 0x30, kretprobe_cookie: 0x50 },
    options: { cookies: new Map(Object.entries(COOKIES)) },
    cannot: ofArguments,
    also: ({ loaded }) => expect(BigInt.asUintN(64, loaded.readGlobal('kprobe_cookie'))).toBe(COOKIES.probe),
  },
  kprobe_multi: {
    globals: {
      entries: 9, returns: 9, first_entries: 1, seventh_returns: 1, sum: 2 + 5 + 15 + 34 + 65 + 111,
      first_cookie: 1, cookies: 1 + 20 + 300 + 6 * 4000, return_cookies: 8 * 5,
    },
    options: {
      cookies: new Map([
        ['entry', 4000n], ['entry:bpf_fentry_test1', 1n], ['entry:bpf_fentry_test9', 20n], ['entry:bpf_fentry_test5', 300n],
        ['leave', 5n], ['leave:bpf_fentry_test3', 0n],
      ]),
    },
    // Not a matter of the invoker: pt_regs are saved only where the series is off.
    cannotWith: { 'ftrace-regs': /the program wants pt_regs, which ftrace no longer saves with the series ftrace-regs; without it, it does$/ },
  },
  recursion: {
    globals: { starts: 1, deletes: 1 },
    cannot: ofArguments,
    // A trampoline asks the program whether it is running; an fprobe's own guard against recursion comes before that.
    also: ({ kernel, programs: attached, invoker }) =>
      expect(attached.map(({ program }) => misses(kernel, program))).toEqual([0, invoker === 'direct' ? 1 : 0]),
  },
  hello: {
    globals: { calls: 1 },
    options: { programs: ['first_too'] },
    cannot: ofArguments,
    also: ({ loaded }) => {
      expect(loaded.readTrace().map(({ text }) => text)).toEqual(['bpf_fentry_test1(1) = 2', 'bpf_fentry_test2(2, 3)']);
      expect([...loaded.map('outcomes').entries()].map(([key, value]) => [[...key], [...value.subarray(0, 4)]])).toEqual([[[2, 0, 0, 0], [5, 0, 0, 0]]]);
    },
  },
  tailcall: { globals: { entered: 1, empty_slot: 1, beyond: 1, classified: 1, rounds: 31, ended: 1 }, cannot: ofArguments },
  trampoline_count: { globals: { entries: 13, modifications: 12, exits: 13 }, cannot: ofArguments },
  trace_vprintk: {
    globals: { length: 25, none: 14 },
    cannot: ofArguments,
    also: ({ loaded }) => expect(loaded.readTrace().map(({ text }) => text)).toEqual(['nothing to add', '16 0x11 18    19|14   |21']),
  },
  ringbuf: { globals: { submitted: 1, discarded: 1, copied: 1, refused: 1 }, cannot: ofArguments },
  core_reloc: {
    globals: { pid: 1234, parent: 1, level: 0, has_pid: 1, has_colour: 0, has_none: 0, signal_size: 1088, group: 3, version: 0x60100, preempt: 1 },
    cannot: ofArguments,
  },
};

const POINTS: readonly Pick<RunOptions, 'invoker' | 'series'>[] = [
  { invoker: 'direct', series: ['ftrace-regs', 'ops-direct', 'fprobe', 'rethook'] },
  { invoker: 'fprobe', series: ['ftrace-regs', 'ops-direct', 'fprobe', 'rethook'] },
  { invoker: 'fprobe', series: [] },
  { invoker: 'kprobe', series: [] },
];

interface Booted {
  readonly kernel: Kernel;
  readonly ftrace: Ftrace;
}

function boot(series: RunOptions['series']): Booted {
  const kernel = bootForRun(series, 'cortex-a72');
  return { kernel, ftrace: new Ftrace(kernel) };
}

function attach({ kernel, ftrace }: Booted, name: string, invoker: Invoker, options: Row['options'] = {}): AttachedObject {
  return attachObject(kernel, ftrace, { bytes: readFileSync(new URL(`${name}.bpf.o`, programs)), invoker, ...options });
}

function detach({ programs: attached }: AttachedObject): void {
  for (const one of attached) one.detach();
}

test('every object is in the table', () => {
  const objects = readdirSync(programs).flatMap((file) => (file.endsWith('.bpf.o') ? [file.slice(0, -'.bpf.o'.length)] : []));
  const elsewhere = ['trigger'];
  expect(objects.filter((name) => !elsewhere.includes(name))).toEqual(Object.keys(ROWS).sort());
});

test('fmod_ret that returns an error: the function does not run, and fexit sees the error', () => {
  const attached = attach(boot([]), 'modify_return', 'fprobe', { globals: new Map([['result', -22n]]) });
  const calls = TEST_RUN_CALLS.filter((call) => call.function === 'bpf_modify_return_test');
  const { pass } = driverOf(attached.kernel, { kind: 'calls', calls });
  expect(pass().map(({ result }) => BigInt.asIntN(32, result))).toEqual([-22n]);
  detach(attached);
  expect(['seen_before', 'seen_after', 'at_exit'].map((name) => attached.loaded.readGlobal(name))).toEqual([0n, -22n, 3n]);
});

test.each(['direct', 'fprobe'] as const)('%s: what the caller leaves above an int does not reach programs', (invoker) => {
  const attached = attach(boot([]), 'get_func_args', invoker);
  const above = 0xdead_beef_0000_0000n;
  const b = { memory: Uint8Array.of(2, 0, 0, 0) };
  driverOf(attached.kernel, {
    kind: 'calls',
    calls: [{ function: 'bpf_fentry_test2', arguments: [above + 2n, 3n] }, { function: 'bpf_modify_return_test', arguments: [above + 1n, b] }],
  }).pass();
  detach(attached);
  expect(['entry_ok', 'exit_ok', 'modify_ok', 'modified_exit_ok'].map((name) => attached.loaded.readGlobal(name))).toEqual([1n, 1n, 1n, 1n]);
});

test('functions of kprobe.multi without a cookie have 0', () => {
  const attached = attach(boot([]), 'kprobe_multi', 'direct');
  driverOf(attached.kernel, { kind: 'calls', calls: TEST_RUN_CALLS }).pass();
  detach(attached);
  expect(['entries', 'cookies', 'return_cookies'].map((name) => attached.loaded.readGlobal(name))).toEqual([9n, 0n, 0n]);
});

test('the 39th program on a function is refused', () => {
  expect(() => attach(boot([]), 'trampoline_count', 'direct', { programs: ['one_too_many'] })).toThrow(
    /^program "one_too_many" \(section "\?fmod_ret\/bpf_modify_return_test"\): .*39 programs; a trampoline carries 38 at most \(E2BIG\)$/,
  );
});

describe.each(POINTS)('$invoker, series $series', (point) => {
  // One kernel for all programs, one after the other.
  let booted: Booted;
  beforeAll(() => void (booted = boot(point.series)));

  test.each(Object.entries(ROWS))('%s', (name, { globals, modified = 4, options, cannot = {}, cannotWith = {}, also }) => {
    const why = cannot[point.invoker] ?? point.series.map((id) => cannotWith[id]).find((one) => one);
    if (why) {
      expect(() => attach(booted, name, point.invoker, options)).toThrow(why);
      return;
    }
    const attached = attach(booted, name, point.invoker, options);
    try {
      const outcomes = driverOf(attached.kernel, { kind: 'calls', calls: TEST_RUN_CALLS }).pass();
      const found = Object.fromEntries(Object.keys(globals).map((variable) => [variable, Number(attached.loaded.readGlobal(variable))]));
      expect(found).toEqual(globals);
      also?.({ ...attached, ...point });
      const results = outcomes.filter(({ asExpected, call }) => !asExpected && call.function !== 'bpf_modify_return_test');
      expect(results).toEqual([]);
      expect(outcomes.find(({ call }) => call.function === 'bpf_modify_return_test')!.result).toBe(BigInt(modified));
    } finally {
      detach(attached);
    }
  });
});
