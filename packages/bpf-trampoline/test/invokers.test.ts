import { BpfProg, BpfProgStats, BpfTrampRunCtx } from '@tracelab/bpf';
import { TaskStruct } from '@tracelab/kernel';
import { afterEach, describe, expect, test } from 'vitest';
import { balanced, fprobeSetups, setups, TracedKernel, type Setup } from './traced-kernel.js';

/** The selftests' targets: name, arguments, result (kernel-paths.md 9.2). */
const targets = [
  ['bpf_fentry_test1', [1], 2],
  ['bpf_fentry_test2', [2, 3], 5],
  ['bpf_fentry_test3', [4, 5, 6], 15],
  ['bpf_fentry_test4', [7, 8, 9, 10], 34],
  ['bpf_fentry_test5', [11, 12, 13, 14, 15], 65],
  ['bpf_fentry_test6', [16, 17, 18, 19, 20, 21], 111],
  ['bpf_fentry_test7', [0], 0],
] as const;

const test1 = { name: 'bpf_fentry_test1', nrArgs: 1 };

describe.each(setups)('$invoker, $series, pool $pool', (setup: Setup) => {
  const kernel = new TracedKernel(setup);
  afterEach(() => {
    kernel.detachAll();
    kernel.takeSights();
  });

  test.each(targets)('%s: fentry sees the arguments, fexit the result as well, the caller no difference', (name, args, result) => {
    const [entry, exit] = [kernel.observer(1), kernel.observer(2, 'fexit')];
    kernel.attach({ name, nrArgs: args.length }, [{ program: entry, kind: 'fentry' }, { program: exit, kind: 'fexit' }]);
    const [{ sp }, task] = [kernel.machine.state, kernel.memory.readBytes(kernel.initTask, TaskStruct.structSize)];
    for (let n = 19; n < 30; n++) kernel.machine.state.setX(n, 0x1900n + BigInt(n));

    expect(kernel.machine.call(name, args)).toBe(BigInt(result));
    const [before, after, ...others] = kernel.takeSights();
    const words = args.map(BigInt);
    expect(before).toMatchObject({ id: 1, nrArgs: BigInt(args.length) });
    expect(before!.context.slice(0, args.length)).toEqual(words);
    expect(after).toMatchObject({ id: 2, nrArgs: BigInt(args.length) });
    expect(after!.context.slice(0, args.length + 1)).toEqual([...words, BigInt(result)]);
    expect(others).toEqual([]);

    expect(kernel.machine.state.sp).toBe(sp);
    for (let n = 19; n < 30; n++) expect(kernel.machine.state.getX(n)).toBe(0x1900n + BigInt(n));
    expect(kernel.counters(entry, exit)).toEqual(balanced);
    expect(kernel.memory.readBytes(kernel.initTask, TaskStruct.structSize)).toEqual(task);
  });

  test('bpf_fentry_test8 gets its pointer', () => {
    kernel.attach({ name: 'bpf_fentry_test8', nrArgs: 1 }, [{ program: kernel.observer(1), kind: 'fentry' }]);
    const argument = kernel.kzalloc(8);
    expect(kernel.machine.call('bpf_fentry_test8', [argument])).toBe(0n);
    expect(kernel.takeSights()[0]!.context[0]).toBe(argument);
  });

  test('eight arguments and the result have room', () => {
    kernel.attach({ name: 'bpf_fentry_test1', nrArgs: 8 }, [{ program: kernel.observer(1, 'fexit'), kind: 'fexit' }]);
    kernel.machine.call('bpf_fentry_test1', [1, 2, 3, 4, 5, 6, 7, 8]);
    expect(kernel.takeSights()[0]!.context).toEqual([1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n, 2n]);
  });

  test('an fentry program alone sees every call', () => {
    const program = kernel.observer(1);
    kernel.attach(test1, [{ program, kind: 'fentry' }]);
    for (let n = 0; n < 20; n++) expect(kernel.machine.call('bpf_fentry_test1', [n])).toBe(BigInt(n + 1));
    expect(kernel.takeSights().map(({ context }) => context[0])).toEqual(Array.from({ length: 20 }, (_, n) => BigInt(n)));
    expect(kernel.counters(program)).toEqual(balanced);
  });

  test('several programs run in the order of their links, entry before exit', () => {
    kernel.attach(test1, [
      { program: kernel.observer(3, 'fexit'), kind: 'fexit' },
      { program: kernel.observer(1), kind: 'fentry' },
      { program: kernel.observer(4, 'fexit'), kind: 'fexit' },
      { program: kernel.observer(2), kind: 'fentry' },
    ]);
    kernel.machine.call('bpf_fentry_test1', [1]);
    expect(kernel.takeSights().map(({ id }) => id)).toEqual([1, 2, 3, 4]);
  });

  test('fmod_ret programs that return 0 let the function run, the first other value replaces it', () => {
    const fn = { name: 'bpf_modify_return_test', nrArgs: 2 };
    const [pass, override, never] = [kernel.observer(2, 'fmod_ret'), kernel.observer(3, 'fmod_ret', -22), kernel.observer(4, 'fmod_ret')];
    const fentry = { program: kernel.observer(1), kind: 'fentry' } as const;
    const fexit = { program: kernel.observer(5, 'fexit'), kind: 'fexit' } as const;
    const b = kernel.kzalloc(4);

    const passing = kernel.attach(fn, [fentry, { program: pass, kind: 'modifyReturn' }, fexit]);
    expect(kernel.machine.call(fn.name, [1, b])).toBe(2n);
    expect(kernel.takeSights().map(({ id }) => id)).toEqual([1, 2, 5]);
    kernel.detach(passing);

    const modify = [pass, override, never].map((program) => ({ program, kind: 'modifyReturn' }) as const);
    kernel.attach(fn, [fentry, ...modify, fexit]);
    expect(BigInt.asIntN(32, kernel.machine.call(fn.name, [1, b]))).toBe(-22n);
    expect(kernel.memory.read(b, 4)).toBe(1n);
    const sights = kernel.takeSights();
    expect(sights.map(({ id }) => id)).toEqual([1, 2, 3, 5]);
    expect(BigInt.asIntN(32, sights.at(-1)!.context[2]!)).toBe(-22n);
    expect(kernel.counters(pass, override, never)).toEqual(balanced);
  });

  test('detached, the call site is as it was and nobody is called', () => {
    const { ip, literal } = kernel.ftrace.records.of('bpf_fentry_test1');
    const site = (): Uint8Array => kernel.memory.readBytes(setup.series.includes('ops-direct') ? literal : ip - 4n, 20);
    const idle = site();
    const attachment = kernel.attach(test1, [{ program: kernel.observer(1), kind: 'fentry' }, { program: kernel.observer(2, 'fexit'), kind: 'fexit' }]);
    expect(site()).not.toEqual(idle);
    kernel.machine.call('bpf_fentry_test1', [1]);
    expect(kernel.takeSights()).toHaveLength(2);

    kernel.detach(attachment);
    expect(site()).toEqual(idle);
    expect(kernel.machine.call('bpf_fentry_test1', [1])).toBe(2n);
    expect(kernel.takeSights()).toEqual([]);
  });

  test('while a program runs, the task leads to its run context, where its own cookie is', () => {
    const programs = [kernel.observer(1), kernel.observer(2), kernel.observer(3, 'fexit')];
    const cookies = [0x1234_5678_9abc_def0n, 0n, 7n];
    kernel.attach(test1, programs.map((program, i) => ({ program, kind: i < 2 ? 'fentry' : 'fexit', cookie: cookies[i]! })));
    const { machine, memory, symbols, initTask } = kernel;
    const { breakpoints } = machine.processor;
    const home = symbols.lookup('vectors');
    for (const stop of [home, ...programs.map(({ code }) => code)]) breakpoints.add(stop);
    machine.state.setX(30, home);
    machine.state.pc = symbols.lookup('bpf_fentry_test1');
    const seen = programs.map(() => {
      machine.run(10_000);
      return BpfTrampRunCtx.bpfCookie.read(memory, TaskStruct.bpfCtx.read(memory, initTask));
    });
    machine.run(10_000);
    breakpoints.clear();
    expect(seen).toEqual(cookies);
    expect(machine.state.pc).toBe(home);
  });

  test('a program that runs already is a miss, and what was taken for it is given back', () => {
    const [busy, free] = [kernel.observer(1), kernel.observer(2)];
    kernel.attach(test1, [{ program: busy, kind: 'fentry' }, { program: free, kind: 'fentry' }]);
    kernel.memory.write(kernel.active(busy), 4, 1n);
    expect(kernel.machine.call('bpf_fentry_test1', [1])).toBe(2n);
    expect(kernel.takeSights().map(({ id }) => id)).toEqual([2]);
    const misses = ({ prog }: typeof busy): bigint =>
      BpfProgStats.misses.read(kernel.memory, kernel.perCpuAddress(BpfProg.stats.read(kernel.memory, prog)));
    expect([misses(busy), misses(free)]).toEqual([1n, 0n]);
    expect(kernel.counters(busy, free)).toEqual({ ...balanced, active: 1n });
  });

  test('a program that calls the traced function does not recurse, and leaves nothing behind', () => {
    const { program } = recursing(kernel);
    kernel.attach(test1, [{ program, kind: 'fentry' }]);
    expect(kernel.machine.call('bpf_fentry_test1', [1])).toBe(2n);
    const misses = BpfProgStats.misses.read(kernel.memory, kernel.perCpuAddress(BpfProg.stats.read(kernel.memory, program.prog)));
    // ftrace's recursion guards let one nested call pass, as it might be an interrupt's.
    expect(misses).toBe(1n);
    expect(kernel.counters(program)).toEqual(balanced);
  });

  test('38 programs run; one more, none at all and a ninth argument are refused', () => {
    const links = Array.from({ length: 39 }, (_, id) => ({ program: kernel.observer(id), kind: 'fentry' }) as const);
    expect(() => kernel.attach(test1, links)).toThrow('bpf_fentry_test1: 39 programs; a trampoline carries 38 at most (E2BIG)');
    expect(() => kernel.attach(test1, [])).toThrow('bpf_fentry_test1: no program to attach');
    expect(() => kernel.attach({ ...test1, nrArgs: 9 }, links.slice(0, 1))).toThrow('bpf_fentry_test1: 9 arguments; a trampoline passes 8 at most (ENOTSUPP)');
    kernel.attach(test1, links.slice(0, 38));
    kernel.machine.call('bpf_fentry_test1', [1]);
    expect(kernel.takeSights().map(({ id }) => id)).toEqual(links.slice(0, 38).map((_, id) => id));
  });
});

test.each(fprobeSetups)('seen alike with $series on', (setup) => {
  const kernel = new TracedKernel(setup);
  kernel.attach(test1, [{ program: kernel.observer(1), kind: 'fentry' }, { program: kernel.observer(2, 'fexit'), kind: 'fexit' }]);
  expect(kernel.machine.call('bpf_fentry_test1', [41])).toBe(42n);
  expect(kernel.takeSights().map(({ id, context }) => [id, ...context.slice(0, 2)])).toEqual([[1, 41n, 0n], [2, 41n, 42n]]);
});

/** A program whose code calls bpf_fentry_test1 itself, which no verifier would let BPF do. */
function recursing(kernel: TracedKernel) {
  const loaded = kernel.observer(9);
  const code = kernel.placeCode('calls_what_it_traces', `
        bti     c
        stp     x29, x30, [sp, #-16]!
        mov     x29, sp
        bl      bpf_fentry_test1
        mov     x0, #0
        ldp     x29, x30, [sp], #16
        ret
  `);
  BpfProg.bpfFunc.write(kernel.memory, loaded.prog, code);
  return { program: { ...loaded, code } };
}
