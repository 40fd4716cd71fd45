import { TaskStruct, ThreadInfo } from '@tracelab/kernel';
import { describe, expect, test } from 'vitest';
import { OPS } from '../src/index.js';
import { TracingKernel } from './tracing-kernel.js';

/** Bits 5 to 9 of trace_recursion: NMI, IRQ, softirq, normal, transition. */
const INTERNAL = { irq: 1n << 6n, softirq: 1n << 7n, normal: 1n << 8n, transition: 1n << 9n };

describe('the recursion guard of the list function', () => {
  test('lets a callback that traces itself in once more, as a transition, and then no further', () => {
    const kernel = new TracingKernel({ regs: 'on', ops: 'shared-op' });
    const ops = kernel.tracer('note_and_recurse', ['also_traced']);
    kernel.ftrace.registerOps(ops);
    expect(kernel.machine.call('also_traced')).toBe(43n);
    expect(kernel.calls(ops)).toBe(2n);
  });

  test.each([
    { context: 'a task', count: 0, bit: INTERNAL.normal },
    { context: 'softirq', count: 0x100, bit: INTERNAL.softirq },
    { context: 'softirqs disabled by a task', count: 0x200, bit: INTERNAL.normal },
    { context: 'hardirq in softirq', count: 0x1_0100, bit: INTERNAL.irq },
  ])('in $context it refuses when that context and the transition are taken', ({ count, bit }) => {
    const kernel = new TracingKernel({ regs: 'on', ops: 'shared-op' });
    const ops = kernel.tracer('note_call', ['traced']);
    kernel.ftrace.registerOps(ops);
    const task = kernel.initTask;
    ThreadInfo.preemptCount.write(kernel.memory, task, count);
    const callsWith = (taken: bigint): bigint => {
      const before = kernel.calls(ops);
      TaskStruct.traceRecursion.write(kernel.memory, task, taken);
      kernel.machine.call('traced');
      expect(TaskStruct.traceRecursion.read(kernel.memory, task)).toBe(taken);
      expect(ThreadInfo.preemptCount.read(kernel.memory, task)).toBe(BigInt(count));
      return kernel.calls(ops) - before;
    };
    const all = 0x3ffn << 5n;
    expect(callsWith(all & ~(bit | INTERNAL.transition))).toBe(1n);
    expect(callsWith(bit | INTERNAL.transition)).toBe(0n);
    expect(callsWith(bit)).toBe(1n);
  });
});

test('ftrace_ops_assist_func guards a single callback and passes it on unchanged', () => {
  const kernel = new TracingKernel({ regs: 'on', ops: 'shared-op' });
  const ops = kernel.tracer('note_call', [], OPS.rcu | OPS.recursion);
  const fregs = kernel.kzalloc(112);
  kernel.machine.call('ftrace_ops_assist_func', [1, 2, ops, fregs]);
  expect(kernel.noted(ops)).toMatchObject({ calls: 1n, ip: 1n, parentIp: 2n, op: ops, fregs });
  TaskStruct.traceRecursion.write(kernel.memory, kernel.initTask, INTERNAL.normal | INTERNAL.transition);
  kernel.machine.call('ftrace_ops_assist_func', [1, 2, ops, fregs]);
  expect(kernel.calls(ops)).toBe(1n);
});
