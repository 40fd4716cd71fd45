import { TaskStruct } from '@tracelab/kernel';
import { beforeEach, expect, test } from 'vitest';
import { Rethook, RethookNode, SHADOW_STACK_SIZE } from '../src/index.js';
import { RethookKernel } from './rethook-kernel.js';

const kernel = new RethookKernel('on');
beforeEach(() => TaskStruct.shadowStackIndex.write(kernel.memory, kernel.initTask, 0));

test('frames of different sizes lie one above the other on the page of the task', () => {
  const [small, large] = [kernel.rethook({ dataSize: 8 }), kernel.rethook({ dataSize: 85 })];
  const page = TaskStruct.shadowStack.read(kernel.memory, kernel.initTask);
  expect(page % BigInt(SHADOW_STACK_SIZE)).toBe(0n);
  expect([kernel.tryGet(small), kernel.tryGet(large), kernel.tryGet(small)]).toEqual([page, page + 56n, page + 56n + 136n]);
  expect(kernel.shadowStackIndex).toBe((56n + 136n + 56n) / 8n);
});

test('a pop takes off everything above the frame', () => {
  const rethook = kernel.rethook();
  const [first] = [kernel.tryGet(rethook), kernel.tryGet(rethook), kernel.tryGet(rethook)] as const;
  kernel.recycle(first);
  expect(kernel.shadowStackIndex).toBe(0n);
});

test('the page can be filled to its last byte', () => {
  const rethook = kernel.rethook({ dataSize: SHADOW_STACK_SIZE / 2 - RethookNode.structSize });
  expect([kernel.tryGet(rethook), kernel.tryGet(rethook)]).not.toContain(0n);
  expect(kernel.shadowStackIndex).toBe(BigInt(SHADOW_STACK_SIZE / 8));
  expect(kernel.tryGet(rethook)).toBe(0n);
});

test('a task without a page has no frames', () => {
  const rethook = kernel.rethook();
  const page = TaskStruct.shadowStack.read(kernel.memory, kernel.initTask);
  TaskStruct.shadowStack.write(kernel.memory, kernel.initTask, 0n);
  expect(kernel.tryGet(rethook)).toBe(0n);
  TaskStruct.shadowStack.write(kernel.memory, kernel.initTask, page);
});

test('a node that cannot fit is refused', () => {
  expect(() => kernel.rethook({ dataSize: 4049 })).toThrow(
    'rethook: 4049 bytes of data per node do not fit on a shadow stack of 4096; at most 4048',
  );
});

test('no pool is made, and nothing but plain loads and stores executes', () => {
  const rethook = kernel.rethook();
  expect(Rethook.pool.read(kernel.memory, rethook)).toBe(0n);
  const executed = new Set<string>();
  kernel.walk('hooked', [rethook, 42n, 0n], ({ row }, symbol) => {
    if (symbol.includes('rethook')) executed.add(row.mnemonic);
  });
  for (const mnemonic of ['prfm', 'ldxr', 'ldaxr', 'stxr', 'stlxr', 'ldar', 'stlr', 'dmb']) expect(executed).not.toContain(mnemonic);
});
