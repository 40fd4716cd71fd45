import { TaskStruct } from '@tracelab/kernel';
import { beforeEach, describe, expect, test } from 'vitest';
import { freeNodes, pendingNodes, rethookFree, RethookNode } from '../src/index.js';
import { RethookKernel, variants } from './rethook-kernel.js';

const taskOf = ({ memory, initTask }: RethookKernel): Uint8Array => memory.readBytes(initTask, TaskStruct.structSize);

describe.each(variants)('rethook %s', (variant) => {
  const kernel = new RethookKernel(variant);
  const { machine, memory } = kernel;
  beforeEach(() => kernel.forgetNotes());

  test('a node that was given back is the next one taken', () => {
    const rethook = kernel.rethook();
    const [first, second] = [kernel.tryGet(rethook), kernel.tryGet(rethook)];
    expect(second).not.toBe(first);
    kernel.recycle(second);
    expect(kernel.tryGet(rethook)).toBe(second);
    kernel.recycle(second);
    kernel.recycle(first);
  });

  test('a node knows its rethook', () => {
    const rethook = kernel.rethook();
    const node = kernel.tryGet(rethook);
    expect(RethookNode.rethook.read(memory, node)).toBe(rethook);
    kernel.recycle(node);
  });

  test('a hooked return calls the handler with the return value, and returns it', () => {
    const rethook = kernel.rethook({ data: 77n });
    const before = taskOf(kernel);
    const { sp } = machine.state;
    for (let n = 19; n < 30; n++) machine.state.setX(n, 0x1900n + BigInt(n));

    expect(machine.call('hooked', [rethook, 42, 0])).toBe(42n);
    expect(kernel.notes).toMatchObject([{ data: 77n, x0: 42n, pc: machine.state.pc }]);
    expect(machine.state.getX(8)).toBe(8n);
    for (let n = 19; n < 30; n++) expect(machine.state.getX(n)).toBe(0x1900n + BigInt(n));
    expect(machine.state.sp).toBe(sp);
    expect(pendingNodes(memory, kernel.initTask)).toEqual([]);
    // Shadow stack, preempt count, list of pending nodes: as before.
    expect(taskOf(kernel)).toEqual(before);
  });

  test('every node is back after thirty calls', () => {
    const rethook = kernel.rethook({ nodes: 2 });
    const free = freeNodes(memory, rethook).sort();
    const before = taskOf(kernel);
    for (let i = 0; i < 30; i++) expect(machine.call('hooked', [rethook, i, 0])).toBe(BigInt(i));
    expect(freeNodes(memory, rethook).sort()).toEqual(free);
    expect(taskOf(kernel)).toEqual(before);
    expect(kernel.notes).toHaveLength(30);
  });

  test('nested calls return through their own nodes, the innermost first', () => {
    const rethook = kernel.rethook({ nodes: 8 });
    expect(machine.call('nested', [rethook, 5])).toBe(5n);
    expect(kernel.notes.map(({ x0 }) => x0)).toEqual([0n, 1n, 2n, 3n, 4n, 5n]);
    expect(new Set(kernel.notes.map(({ node }) => node)).size).toBe(6);
    expect(kernel.notes.at(-1)!.pc).toBe(machine.state.pc);
    expect(new Set(kernel.notes.slice(0, -1).map(({ pc }) => pc))).toEqual(new Set([kernel.notes[0]!.pc]));
  });

  test('two hooks of one call share its return: the newer is told first, both of the real address', () => {
    const [older, newer] = [kernel.rethook({ data: 1n }), kernel.rethook({ data: 2n })];
    expect(machine.call('hooked', [older, 42, newer])).toBe(42n);
    const { pc } = machine.state;
    expect(kernel.notes).toMatchObject([{ data: 2n, x0: 42n, pc }, { data: 1n, x0: 42n, pc }]);
    const trampoline = kernel.symbols.lookup('arch_rethook_trampoline');
    expect(kernel.notes.map(({ node }) => RethookNode.retAddr.read(memory, node))).toEqual([trampoline, pc]);
    expect(pendingNodes(memory, kernel.initTask)).toEqual([]);
  });

  test('a call for which there is no node returns unseen', () => {
    const rethook = kernel.rethook({ nodes: 3, dataSize: 900 });
    expect(machine.call('nested', [rethook, 10])).toBe(10n);
    const seen = variant === 'on' ? Math.floor(4096 / 952) : 3;
    expect(kernel.notes.map(({ x0 }) => x0)).toEqual(Array.from({ length: seen }, (_, i) => BigInt(10 - seen + 1 + i)));
    kernel.recycle(kernel.tryGet(rethook));
  });

  test('while the rethook is being freed no node is taken, and pending returns pass by', () => {
    const rethook = kernel.rethook({ nodes: 2 });
    const trampoline = kernel.symbols.lookup('arch_rethook_trampoline');
    machine.processor.breakpoints.add(trampoline);
    machine.state.pc = kernel.symbols.lookup('hooked');
    [rethook, 42n, 0n].forEach((arg, n) => machine.state.setX(n, arg));
    machine.state.setX(30, kernel.symbols.lookup('bpf_fentry_test7'));
    expect(machine.run()).toBe('breakpoint');
    const [node] = pendingNodes(memory, kernel.initTask);
    expect(node).toBeDefined();
    machine.processor.breakpoints.clear();
    rethookFree(kernel, rethook);

    machine.processor.breakpoints.add(kernel.symbols.lookup('bpf_fentry_test7'));
    expect(machine.run()).toBe('breakpoint');
    machine.processor.breakpoints.clear();
    expect(machine.state.getX(0)).toBe(42n);
    expect(kernel.notes).toEqual([]);
    expect(freeNodes(memory, rethook)).not.toContain(node);
    expect(kernel.tryGet(rethook)).toBe(0n);
  });

  test('a return from another frame than the hooked one stops the machine', () => {
    const other = new RethookKernel(variant);
    const node = other.tryGet(other.rethook());
    RethookNode.retAddr.write(other.memory, node, 0x1234n);
    RethookNode.frame.write(other.memory, node, 0x5678n);
    TaskStruct.rethooks.write(other.memory, other.initTask, node + BigInt(RethookNode.next.offset));
    expect(() => other.machine.call('arch_rethook_trampoline')).toThrow(/bug_handler/);
  });

  test('so does a return that nobody hooked', () => {
    expect(() => new RethookKernel(variant).machine.call('arch_rethook_trampoline')).toThrow(/bug_handler/);
  });
});
