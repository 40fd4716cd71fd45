import { describe, expect, test } from 'vitest';
import { switches, TracingKernel } from './tracing-kernel.js';

/** Beyond BL's reach of everything in the image. */
const FAR = 0xffff_0000_0800_0000n;

function farTrampoline(kernel: TracingKernel): bigint {
  kernel.memory.map({ name: 'far', base: FAR, size: 4096, perms: 'rx' });
  const near = kernel.symbols.lookup('direct_trampoline');
  kernel.memory.writeBytes(FAR, kernel.memory.readBytes(near, 20));
  kernel.symbols.add('far_trampoline', FAR, 20, 'function');
  return FAR;
}

const knowing = ['call-ops', 'record-ops-direct'].flatMap((ops) => switches.map((regs) => ({ regs, ops })));

describe.each(knowing)('$ops, ftrace-regs $regs', ({ regs, ops: variant }) => {
  test('out of reach: the trampoline goes on to the direct call before it saves anything', () => {
    const kernel = new TracingKernel({ regs, ops: variant });
    kernel.ftrace.registerDirect('traced', farTrampoline(kernel));
    kernel.machine.call('traced', [0, 1, 2, 3, 4]);
    expect(kernel.seen).toMatchObject({ 2: 2n, 3: 333n, 4: 4n });
    // BTI, the loads from the return address to the ops' address, CBNZ, BR.
    expect(kernel.path('traced').get('ftrace_caller')).toBe(variant === 'call-ops' ? 6 : 7);
  });

  test('beside other tracers both happen, and the direct call comes last', () => {
    const kernel = new TracingKernel({ regs, ops: variant });
    const stack = kernel.machine.state.sp;
    const ops = kernel.tracer('note_call', ['traced']);
    const direct = kernel.ftrace.registerDirect('traced', kernel.symbols.lookup('direct_trampoline'));
    kernel.ftrace.registerOps(ops);
    expect(kernel.machine.call('traced', [0, 1, 2, 3, 4])).toBe(42n);
    expect(kernel.calls(ops)).toBe(1n);
    expect(kernel.seen).toMatchObject({ 2: 2n, 3: 333n, 4: 4n, 31: stack });

    kernel.ftrace.unregisterOps(ops);
    expect([...kernel.path('traced').keys()]).toEqual(['traced', 'direct_trampoline']);
    kernel.ftrace.unregisterDirect(direct);
    expect([...kernel.path('traced').keys()]).toEqual(['traced']);
  });

  test('another address is taken over through the list', () => {
    const kernel = new TracingKernel({ regs, ops: variant });
    const direct = kernel.ftrace.registerDirect('traced', kernel.symbols.lookup('direct_trampoline'));
    kernel.ftrace.modifyDirect(direct, kernel.symbols.lookup('ftrace_stub_direct_tramp'));
    kernel.machine.call('traced', [0, 1, 2, 3]);
    expect(kernel.seen[3]).toBe(3n);
  });

  test('a function has one direct call', () => {
    const kernel = new TracingKernel({ regs, ops: variant });
    kernel.ftrace.registerDirect('traced', FAR);
    expect(() => kernel.ftrace.registerDirect('traced', FAR)).toThrow(
      'ftrace: traced has a direct call already; one per function',
    );
  });
});

describe.each(['shared-op', 'call-ops-only', 'record-ops'])('%s has no trampoline that knows direct calls', (ops) => {
  test('so an address out of reach is refused', () => {
    const kernel = new TracingKernel({ regs: 'on', ops });
    expect(() => kernel.ftrace.registerDirect('traced', FAR)).toThrow(
      "ftrace: a direct call of traced beyond BL's 128 MiB needs a trampoline that knows direct calls: switch ops-direct on (call-ops)",
    );
    expect(kernel.ftrace.registered).toEqual([]);
  });

  test('and so is one beside another tracer, whichever comes first', () => {
    const kernel = new TracingKernel({ regs: 'on', ops });
    kernel.ftrace.registerDirect('traced', kernel.symbols.lookup('direct_trampoline'));
    const tracer = kernel.tracer('note_call', ['traced']);
    expect(() => kernel.ftrace.registerOps(tracer)).toThrow('a direct call of traced beside another tracer needs');
    kernel.ftrace.setFilter(tracer, [kernel.ftrace.records.of('also_traced').ip]);
    kernel.ftrace.registerOps(tracer);
    kernel.machine.call('also_traced');
    expect(kernel.calls(tracer)).toBe(1n);
  });

  test('nor may a tracer that is registered come to trace the function', () => {
    const kernel = new TracingKernel({ regs: 'on', ops });
    kernel.ftrace.registerDirect('traced', kernel.symbols.lookup('direct_trampoline'));
    const tracer = kernel.tracer('note_call', ['also_traced']);
    kernel.ftrace.registerOps(tracer);
    expect(() => kernel.ftrace.setFilter(tracer, [])).toThrow('a direct call of traced beside another tracer needs');
    kernel.machine.call('traced', [0, 1, 2, 3]);
    kernel.machine.call('also_traced');
    expect(kernel.calls(tracer)).toBe(1n);
    expect(kernel.seen[3]).toBe(333n);
  });

  test('and the address cannot be changed in place', () => {
    const kernel = new TracingKernel({ regs: 'on', ops });
    const trampoline = kernel.symbols.lookup('direct_trampoline');
    const direct = kernel.ftrace.registerDirect('traced', trampoline);
    expect(() => kernel.ftrace.modifyDirect(direct, trampoline)).toThrow('ftrace: another address for a direct call needs');
  });
});
