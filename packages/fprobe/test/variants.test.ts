import { asm, assemble } from '@tracelab/arm64-machine';
import { data, routine, sources, TaskStruct, type Parts } from '@tracelab/kernel';
import { perTaskShadowStack, sharedFreelist, withReturnRegisters } from '@tracelab/rethook';
import { testAgainstGnuAs } from '@tracelab/testing';
import { describe, expect, test } from 'vitest';
import { handlerVariant, keepArguments, kprobeSharedParts, type Kept } from '../src/index.js';
import { ProbingKernel, type Switches } from './probing-kernel.js';

const on: Switches = { fprobe: 'on', rethook: 'off', regs: 'on', ops: 'on' };

describe('without parts of the recursion guard', () => {
  const guards = [[true, true], [true, false], [false, true], [false, false]] as const;
  const variant = (bit: boolean, preempt: boolean) => handlerVariant(`bit ${bit}, preempt ${preempt}`, { guard: { bit, preempt } });
  const length = (bit: boolean, preempt: boolean): number => {
    const kernel = new ProbingKernel(on, { handler: variant(bit, preempt) });
    kernel.probe();
    kernel.entryResult = 1;
    return kernel.path('bpf_fentry_test1').get('fprobe_handler')!;
  };

  test.each(guards)('recursion bit %s, preempt count %s: entries and exits are the same, and nothing stays behind', (bit, preempt) => {
    const kernel = new ProbingKernel(on, { handler: variant(bit, preempt) });
    const before = kernel.memory.readBytes(kernel.initTask, TaskStruct.structSize);
    kernel.probe({ functions: ['doubled', 'bpf_fentry_test1'] });
    expect(kernel.machine.call('doubled', [20])).toBe(42n);
    expect(kernel.takeKinds()).toBe('entry entry exit exit');
    expect(kernel.memory.readBytes(kernel.initTask, TaskStruct.structSize)).toEqual(before);
  });

  test('each part is some of the instructions', () => {
    expect(guards.map(([bit, preempt]) => length(bit, preempt))).toEqual([72, 62, 48, 37]);
  });

  test('without the bit a handler that calls what it probes does not come back', () => {
    const kernel = new ProbingKernel(on, { handler: variant(false, true) });
    kernel.probe({ entry: 'recursing_entry', exit: null });
    expect(() => kernel.machine.call('bpf_fentry_test1', [41], 1500)).toThrow('no end after 1500 instructions');
  });
});

describe('the skip as first posted, its result uninitialised without an entry handler', () => {
  const kernel = new ProbingKernel(on, { handler: handlerVariant('as posted', { hook: 'unless-uninitialised' }) });

  test('loses the exits of a probe that has nothing else', () => {
    const probe = kernel.probe({ entry: null });
    expect(kernel.machine.call('bpf_fentry_test1', [41])).toBe(42n);
    expect(kernel.takeKinds()).toBe('');
    expect(probe.nmissed).toBe(0n);
    probe.unregister();
  });

  test('and is right where there is one', () => {
    const probe = kernel.probe();
    kernel.machine.call('bpf_fentry_test1', [41]);
    expect(kernel.takeKinds()).toBe('entry exit');
    probe.unregister();
  });
});

/** Code at a function's exit, X0 = what was kept: leaves nine words of it. */
const exitProgram: Parts = {
  routines: [
    routine('look_at_context', asm`
        adrp    x1, context_seen
        add     x1, x1, :lo12:context_seen
        ${Array.from({ length: 9 }, (_, n) => `ldr x2, [x0, #${8 * n}]\n        str x2, [x1, #${8 * n}]`)}
        ret
    `),
  ],
  data: [data('context_seen', '.zero 72')],
};

describe.each(['off', 'on'] as const)('arguments at the exit, ftrace-regs %s', (regs) => {
  const boot = (kept: Kept) => {
    const arguments_ = keepArguments(kept, 'look_at_context');
    const kernel = new ProbingKernel({ ...on, rethook: 'on', regs }, { more: [exitProgram, arguments_.parts] });
    const size = arguments_.entryDataSize(kernel);
    kernel.probe({ functions: ['bpf_fentry_test6'], entry: arguments_.entryHandler, exit: arguments_.exitHandler, entryDataSize: size });
    return { kernel, size, entryHandler: arguments_.entryHandler };
  };
  const args = [16n, 17n, 18n, 19n, 20n, 21n];

  test.each([0, 1, 5, 8])('%i of them, and behind them the result', (count) => {
    const { kernel, size } = boot(count);
    expect(size).toBe(8 * count + 8);
    expect(kernel.machine.call('bpf_fentry_test6', args)).toBe(111n);
    const seen = Array.from({ length: Math.min(count, 6) + 1 }, (_, n) => kernel.memory.read(kernel.symbols.lookup('context_seen') + BigInt(8 * (n < 6 ? n : count)), 8));
    expect(seen.slice(0, Math.min(count, 6))).toEqual(args.slice(0, count));
    expect(kernel.memory.read(kernel.symbols.lookup('context_seen') + BigInt(8 * count), 8)).toBe(111n);
  });

  test('or the whole context, at more instructions and more of the stack', () => {
    const { kernel, size, entryHandler } = boot('context');
    expect(size).toBe(8 + (regs === 'on' ? 112 : 336));
    const path = kernel.path('bpf_fentry_test6');
    const six = boot(6);
    expect(path.get(entryHandler)).toBe(4 + 4 * ((size - 8) / 16));
    expect(six.kernel.path('bpf_fentry_test6').get(six.entryHandler)).toBe(3 + 2 * 3);
    expect(kernel.machine.call('bpf_fentry_test6', args)).toBe(111n);
    const seen = args.map((_, n) => kernel.memory.read(kernel.symbols.lookup('context_seen') + BigInt(8 * n), 8));
    expect(seen).toEqual(args);
  });
});

test.each([-1, 9, 1.5])('%f arguments cannot be kept', (count) => {
  expect(() => keepArguments(count, 'look_at_context')).toThrow(`fprobe: ${count} arguments to keep; registers carry 0 to 8`);
});

describe.each([sharedFreelist, perTaskShadowStack])('a return trampoline that keeps the result only, $id', (variant) => {
  const narrow = withReturnRegisters(variant, 'result');
  const kernel = new ProbingKernel(on, { nodes: narrow });

  test('returns it, to handlers and caller', () => {
    kernel.probe();
    expect(kernel.machine.call('bpf_fentry_test1', [41])).toBe(42n);
    expect(kernel.takeNotes()).toMatchObject([{ kind: 'entry' }, { kind: 'exit', x0: 42n }]);
    expect(kernel.path('bpf_fentry_test1').get('arch_rethook_trampoline')).toBe(11);
    expect(narrow.id).toBe(`${variant.id}, result kept`);
  });
});

testAgainstGnuAs(assemble, [
  ...sources([handlerVariant('bare', { guard: { bit: false, preempt: false } })]),
  ...sources([handlerVariant('bit', { guard: { bit: true, preempt: false } })]),
  ...sources([handlerVariant('preempt', { guard: { bit: false, preempt: true } })]),
  ...sources([handlerVariant('as posted', { hook: 'unless-uninitialised' })]),
  ...(['guarded', 'unguarded'] as const).flatMap((order) => sources([kprobeSharedParts({ order })]).map(({ name, source }) => ({ name: `${name}, ${order}`, source }))),
  ...sources([keepArguments('context', 'look_at_context').parts, keepArguments(7, 'look_at_context').parts]),
].map(({ name, source }, n) => ({ name: `${name} (${n})`, source })));
