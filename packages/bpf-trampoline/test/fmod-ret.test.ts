import { pendingNodes } from '@tracelab/rethook';
import { describe, expect, test } from 'vitest';
import { balanced, setups, TracedKernel, type Setup } from './traced-kernel.js';

const fn = { name: 'bpf_modify_return_test', nrArgs: 2 };

/** The selftest modify_return and what follows from a value (kernel-paths.md 9.3). */
describe.each(setups)('$invoker, $series, pool $pool, callbacks $callbacks', (setup: Setup) => {
  const kernel = new TracedKernel(setup);
  const b = kernel.kzalloc(4);

  /** Calls bpf_modify_return_test(1, &b), b = 2, traced by fentry 1, fmod_ret 2 and fexit 3. */
  const run = (...values: readonly bigint[]) => {
    const modify = values.map((value, n) => ({ program: kernel.observer(20 + n, 'fmod_ret', value), kind: 'modifyReturn' as const }));
    const [entry, exit] = [kernel.observer(1), kernel.observer(3, 'fexit')];
    const programs = [entry, exit, ...modify.map(({ program }) => program)];
    const attached = kernel.attach(fn, [{ program: exit, kind: 'fexit' }, ...modify, { program: entry, kind: 'fentry' }]);
    kernel.memory.write(b, 4, 2n);
    const result = kernel.machine.call(fn.name, [1, b]);
    const sights = kernel.takeSights();
    kernel.detach(attached);
    expect(kernel.counters(...programs)).toEqual(balanced);
    expect(pendingNodes(kernel.memory, kernel.initTask)).toEqual([]);
    return { result, sideEffect: kernel.memory.read(b, 4) - 2n, order: sights.map(({ id }) => id), seen: sights.map(({ context }) => context[2]!) };
  };

  test('fentry, fmod_ret, fexit; a value of 0 keeps result and side effect', () => {
    expect(run(0n)).toEqual({ result: 4n, sideEffect: 1n, order: [1, 20, 3], seen: [expect.anything(), 0n, 4n] });
  });

  test.each([-22n, 1234n, 1n << 32n, -1n << 40n])('a value of %s is the result, and what fexit sees; the function does not run', (value) => {
    const word = BigInt.asUintN(64, value);
    expect(run(value)).toEqual({ result: word, sideEffect: 0n, order: [1, 20, 3], seen: [expect.anything(), 0n, word] });
  });

  test('programs run until one has a value', () => {
    const { order, seen, result } = run(0n, 0n, 1234n, 5n);
    expect({ order, result }).toEqual({ order: [1, 20, 21, 22, 3], result: 1234n });
    expect(seen.slice(1)).toEqual([0n, 0n, 0n, 1234n]);
  });

  test('overrides leave nothing behind, however many', () => {
    for (let n = 0; n < 12; n++) expect(run(-22n).order).toEqual([1, 20, 3]);
  });

  test('a program that returns bpf_get_func_ip() overrides with the function', () => {
    const program = kernel.asking('get_func_ip', 'fmod_ret');
    const attached = kernel.attach(fn, [{ program, kind: 'modifyReturn' }]);
    expect(kernel.machine.call(fn.name, [1, b])).toBe(kernel.symbols.lookup(fn.name));
    kernel.detach(attached);
  });

  test('and bpf_get_func_arg_cnt() with the number of arguments', () => {
    const program = kernel.asking('get_func_arg_cnt', 'fmod_ret');
    const attached = kernel.attach(fn, [{ program, kind: 'modifyReturn' }]);
    expect(kernel.machine.call(fn.name, [1, b])).toBe(2n);
    kernel.detach(attached);
  });
});
