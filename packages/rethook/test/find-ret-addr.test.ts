import { unwind } from '@tracelab/kernel';
import { expect, test } from 'vitest';
import { perCpuFreelist, rethookReturns, type ReturnRegisters, withReturnRegisters } from '../src/index.js';
import { RethookKernel, variants } from './rethook-kernel.js';

/** Symbols of an unwind each time that a return handler is entered. */
function tracesOfHandlers(kernel: RethookKernel, name: string, args: readonly bigint[], recover = true): string[][] {
  const { memory, symbols, machine: { state }, initTask: task } = kernel;
  state.sp = symbols.lookup('init_stack_top') - 4096n;
  const handler = symbols.lookup('note_return');
  const traces: string[][] = [];
  kernel.walk(name, args, () => {
    if (state.pc !== handler) return;
    const { entries } = unwind(memory, { task, pc: state.pc, fp: state.getX(29) }, recover ? [rethookReturns(kernel)] : []);
    traces.push(entries.map((address) => symbols.at(address)!.name));
  });
  return traces;
}

const inHandler = ['note_return', 'arch_rethook_trampoline'];

test.each(variants)('rethook %s: behind the trampoline an unwinder finds where the function returns to', (variant) => {
  const kernel = new RethookKernel(variant);
  const args = [kernel.rethook(), 42n, 0n];
  expect(tracesOfHandlers(kernel, 'hooked', args)).toEqual([[...inHandler, 'vectors']]);
  expect(tracesOfHandlers(kernel, 'hooked', args, false)).toEqual([[...inHandler, 'arch_rethook_trampoline']]);
});

test.each(variants)('rethook %s: of two hooks of one call, in either handler', (variant) => {
  const kernel = new RethookKernel(variant);
  const traces = tracesOfHandlers(kernel, 'hooked', [kernel.rethook(), 42n, kernel.rethook()]);
  expect(traces).toEqual([[...inHandler, 'vectors'], [...inHandler, 'vectors']]);
});

test.each(variants)('rethook %s: of nested calls, each its own', (variant) => {
  const kernel = new RethookKernel(variant);
  const traces = tracesOfHandlers(kernel, 'nested', [kernel.rethook({ nodes: 4 }), 3n]);
  expect(traces).toEqual([3, 2, 1, 0].map((outer) => [...inHandler, ...Array<string>(outer).fill('nested'), 'vectors']));
});

test.each(['all', 'result'] satisfies ReturnRegisters[])('a return trampoline that keeps the registers “%s” has the same frame record', (registers) => {
  const kernel = new RethookKernel(withReturnRegisters(perCpuFreelist, registers));
  expect(tracesOfHandlers(kernel, 'hooked', [kernel.rethook(), 42n, 0n])).toEqual([[...inHandler, 'vectors']]);
});
