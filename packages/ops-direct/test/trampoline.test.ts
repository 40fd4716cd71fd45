import { FrameRecord } from '@tracelab/kernel';
import { describe, expect, test } from 'vitest';
import { combinations, TracingKernel } from './tracing-kernel.js';

describe.each(combinations)('ftrace-regs $regs, ops-direct $ops', (switches) => {
  test('a traced function finds every register as its caller left it', () => {
    const kernel = new TracingKernel(switches);
    kernel.ftrace.registerOps(kernel.tracer('note_call', ['traced']));
    const { state } = kernel.machine;
    for (let n = 8; n < 30; n++) state.setX(n, 0x1000n + BigInt(n));
    const [stack, frame] = [state.sp, state.getX(29)];
    const args = [10n, 11n, 12n, 13n, 14n, 15n, 16n, 17n];

    expect(kernel.machine.call('traced', args)).toBe(42n);
    args.forEach((arg, n) => expect(kernel.seen[n]).toBe(arg));
    expect(kernel.seen).toMatchObject({ 8: 0x1008n, 29: frame, 31: stack });
    expect(state.sp).toBe(stack);
    for (let n = 19; n < 30; n++) expect(state.getX(n)).toBe(0x1000n + BigInt(n));
  });

  test('a callback is told the call site, the caller, its ops and the registers', () => {
    const kernel = new TracingKernel(switches);
    const ops = kernel.tracer('note_call', ['traced']);
    kernel.ftrace.registerOps(ops);
    kernel.machine.call('traced');
    const { ip } = kernel.ftrace.records.of('traced');
    const caller = kernel.seen[30]!;
    expect(kernel.noted(ops)).toMatchObject({ calls: 1n, ip, parentIp: caller, op: ops, lr: caller, pc: ip + 4n });
  });

  test('the frame records lead from the trampoline over the traced function to its caller', () => {
    const kernel = new TracingKernel({ regs: switches.regs, ops: 'call-ops' });
    const ops = kernel.tracer('note_call', ['traced']);
    kernel.ftrace.registerOps(ops);
    kernel.machine.state.setX(29, 0x1234n);
    kernel.machine.call('traced');
    const record = (at: bigint) => ({
      fp: FrameRecord.fp.read(kernel.memory, at),
      lr: FrameRecord.lr.read(kernel.memory, at),
    });
    const trampoline = record(kernel.noted(ops).frame!);
    expect(trampoline.lr).toBe(kernel.ftrace.records.of('traced').ip + 4n);
    expect(record(trampoline.fp)).toEqual({ fp: 0x1234n, lr: kernel.seen[30] });
  });

  test('a callback that moves PC to LR skips the function', () => {
    const kernel = new TracingKernel(switches);
    kernel.ftrace.registerOps(kernel.tracer('override', ['traced']));
    const stack = kernel.machine.state.sp;
    expect(kernel.machine.call('traced')).toBe(BigInt.asUintN(64, -22n));
    expect(kernel.seen[30]).toBe(0n);
    expect(kernel.machine.state.sp).toBe(stack);
  });

  test('of two tracers of one function both are called, of others neither', () => {
    const kernel = new TracingKernel(switches);
    const one = kernel.tracer('note_call', ['traced']);
    const two = kernel.tracer('note_call', ['traced', 'also_traced']);
    kernel.ftrace.registerOps(one);
    kernel.ftrace.registerOps(two);
    for (const name of ['traced', 'also_traced', 'never_traced']) kernel.machine.call(name);
    expect([kernel.calls(one), kernel.calls(two)]).toEqual([1n, 2n]);

    kernel.ftrace.unregisterOps(two);
    kernel.machine.call('traced');
    expect([kernel.calls(one), kernel.calls(two)]).toEqual([2n, 2n]);
  });

  test('a tracer without a filter sees every function but those in its notrace hash', () => {
    const kernel = new TracingKernel(switches);
    const ops = kernel.tracer('note_call', []);
    kernel.ftrace.setNotrace(ops, [kernel.ftrace.records.of('never_traced').ip]);
    kernel.ftrace.registerOps(ops);
    for (const name of ['traced', 'also_traced', 'never_traced']) kernel.machine.call(name);
    expect(kernel.calls(ops)).toBe(2n);
  });

  test('nothing is left behind in the preempt count or the recursion bits', () => {
    const kernel = new TracingKernel(switches);
    const before = kernel.memory.readBytes(kernel.initTask, 4096);
    kernel.ftrace.registerOps(kernel.tracer('note_call', ['traced']));
    kernel.ftrace.registerOps(kernel.tracer('note_call', []));
    kernel.machine.call('traced');
    expect(kernel.memory.readBytes(kernel.initTask, 4096)).toEqual(before);
  });

  test('a direct call replaces ftrace at its site, and leaves with it', () => {
    const kernel = new TracingKernel(switches);
    const direct = kernel.ftrace.registerDirect('traced', kernel.symbols.lookup('direct_trampoline'));
    expect(kernel.machine.call('traced', [0, 1, 2, 3, 4])).toBe(42n);
    expect(kernel.seen).toMatchObject({ 2: 2n, 3: 333n, 4: 4n });
    expect([...kernel.path('traced')]).toEqual([
      ['traced', 13],
      ['direct_trampoline', 5],
    ]);
    kernel.ftrace.unregisterDirect(direct);
    kernel.machine.call('traced', [0, 1, 2, 3, 4]);
    expect(kernel.seen[3]).toBe(3n);
  });
});
