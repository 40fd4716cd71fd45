import { Random } from '@tracelab/arm64-machine';
import { afterEach, describe, expect, test } from 'vitest';
import type { Attachment, TracingLink, TrampolineKind } from '../src/index.js';
import { balanced, callbackVariants, invokers, setups, TracedKernel, type Setup } from './traced-kernel.js';

const test1 = { name: 'bpf_fentry_test1', nrArgs: 1 };
const test2 = { name: 'bpf_fentry_test2', nrArgs: 2 };
const KINDS: readonly TrampolineKind[] = ['fentry', 'modifyReturn', 'fexit'];

describe.each(setups)('$invoker, $series, pool $pool, callbacks $callbacks', (setup: Setup) => {
  const kernel = new TracedKernel(setup);
  afterEach(() => {
    kernel.detachAll();
    kernel.takeSights();
  });
  const links = (count: number, kind: TrampolineKind = 'fentry'): TracingLink[] =>
    Array.from({ length: count }, (_, id) => ({ program: kernel.observer(id), kind }));
  const seen = (name = test1.name): number[] => {
    kernel.machine.call(name, [1, 2]);
    return kernel.takeSights().map(({ id }) => id);
  };

  test('programs of all kinds, attached and detached in any order, run as the lists say, while other functions stay traced', () => {
    const seed = 0x5eed;
    const random = new Random(seed);
    const programs = Array.from({ length: 8 }, (_, id) => kernel.observer(id));
    const other = kernel.observer(99);
    kernel.attach(test2, [{ program: other, kind: 'fexit' }]);
    let attached: { link: TracingLink; id: number; attachment: Attachment }[] = [];
    for (let step = 0; step < 24; step++) {
      const id = random.below(programs.length);
      const there = attached.find((one) => one.id === id);
      if (there) {
        kernel.detach(there.attachment);
        attached = attached.filter((one) => one !== there);
      } else {
        const link = { program: programs[id]!, kind: KINDS[id % 3]! };
        attached.unshift({ link, id, attachment: kernel.attach(test1, [link]) });
      }
      const order = KINDS.flatMap((kind) => attached.filter(({ link }) => link.kind === kind).map((one) => one.id));
      expect(kernel.machine.call(test1.name, [1]), `seed ${seed}, step ${step}`).toBe(2n);
      expect(kernel.takeSights().map((one) => one.id), `seed ${seed}, step ${step}`).toEqual(order);
      if (step % 10 === 0) expect(seen(test2.name)).toEqual([99]);
    }
    expect(kernel.counters(other, ...programs)).toEqual(balanced);
  });

  test('a program traces a function once, and leaves it once', () => {
    const [one, two] = links(2) as [TracingLink, TracingLink];
    const first = kernel.attach(test1, [one]);
    const twice = `bpf_fentry_test1: ${one.program.name} is attached already; a program traces a function once (EBUSY)`;
    expect(() => kernel.attach(test1, [{ ...one, cookie: 5n }])).toThrow(twice);
    expect(() => kernel.attach(test1, [two, two])).toThrow('is attached already');
    expect(seen()).toEqual([0]);
    kernel.attach(test2, [one]);
    kernel.detach(first);
    expect(() => first.detach()).toThrow(`bpf_fentry_test1: ${one.program.name}: detached already`);
    expect(seen()).toEqual([]);
    expect(seen(test2.name)).toEqual([0]);
  });

  test('what entering a program calls is not traced', () => {
    const link = { program: kernel.observer(1), kind: 'fentry' } as const;
    const refused = 'migrate_disable: entering a program calls it, so none may trace it (EINVAL)';
    expect(() => kernel.attach({ name: 'migrate_disable', nrArgs: 0 }, [link])).toThrow(refused);
  });

  test('a function that was entry-only takes exit programs, and goes back', () => {
    const [entry, exit] = [kernel.observer(1), kernel.observer(2)];
    const first = kernel.attach(test1, [{ program: entry, kind: 'fentry' }]);
    expect(seen()).toEqual([1]);
    const second = kernel.attach(test1, [{ program: exit, kind: 'fexit' }]);
    expect(seen()).toEqual([1, 2]);
    kernel.detach(first);
    expect(seen()).toEqual([2]);
    kernel.detach(second);
    expect(seen()).toEqual([]);
    kernel.attach(test1, [{ program: entry, kind: 'fentry' }]);
    expect(seen()).toEqual([1]);
  });
});

test.each([...invokers, callbackVariants[3]!])('$invoker, callbacks $callbacks: 38 programs in any mix; the 39th is refused, and there is room again when one has gone', (setup) => {
  const kernel = new TracedKernel(setup);
  const mixed = Array.from({ length: 39 }, (_, id): TracingLink => ({ program: kernel.observer(id), kind: KINDS[id % 3]! }));
  const seen = (): number[] => {
    kernel.machine.call(test1.name, [1]);
    return kernel.takeSights().map(({ id }) => id).sort((a, b) => a - b);
  };
  kernel.attach(test1, mixed.slice(0, 35));
  const attachments = mixed.slice(35, 38).map((link) => kernel.attach(test1, [link]));
  expect(() => kernel.attach(test1, [mixed[38]!])).toThrow('bpf_fentry_test1: 39 programs; a trampoline carries 38 at most (E2BIG)');
  expect(seen()).toEqual([...mixed.keys()].slice(0, 38));
  kernel.detach(attachments[1]!);
  kernel.attach(test1, [mixed[38]!]);
  expect(seen()).toEqual([...mixed.keys()].filter((id) => id !== 36));
});

test.each(callbackVariants)('callbacks $callbacks, copy $copy, pool $pool: arguments, results and overrides as with the posted ones', (setup) => {
  const kernel = new TracedKernel(setup);
  const [entry, modify, exit] = [kernel.observer(1), kernel.observer(2, 'fmod_ret', -22), kernel.observer(3, 'fexit')];
  for (let nrArgs = 0; nrArgs <= 8; nrArgs++) {
    const fn = { name: 'bpf_fentry_test6', nrArgs };
    const args = [16, 17, 18, 19, 20, 21, 22, 23];
    const traced = kernel.attach(fn, [{ program: entry, kind: 'fentry' }, { program: exit, kind: 'fexit' }]);
    expect(kernel.machine.call(fn.name, args)).toBe(111n);
    const words = args.slice(0, nrArgs).map(BigInt);
    const passed = kernel.takeSights();
    expect(passed.map(({ context }) => context.slice(0, nrArgs))).toEqual([words, words]);
    expect(passed[1]!.context[nrArgs]).toBe(111n);
    const changed = kernel.attach(fn, [{ program: modify, kind: 'modifyReturn' }]);
    expect(BigInt.asIntN(64, kernel.machine.call(fn.name, args))).toBe(-22n);
    const sights = kernel.takeSights();
    expect(sights.map(({ id, nrArgs: count }) => [id, count])).toEqual([[1, BigInt(nrArgs)], [2, BigInt(nrArgs)], [3, BigInt(nrArgs)]]);
    expect(sights[1]!.context[nrArgs]).toBe(0n);
    expect(BigInt.asIntN(64, sights[2]!.context[nrArgs]!)).toBe(-22n);
    kernel.detach(changed);
    kernel.detach(traced);
  }
  expect(kernel.counters(entry, modify, exit)).toEqual(balanced);
});
