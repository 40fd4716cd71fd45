import { unwind } from '@tracelab/kernel';
import { rethookReturns } from '@tracelab/rethook';
import { describe, expect, test } from 'vitest';
import { ProbingKernel } from './probing-kernel.js';

const switches = (['off', 'per-cpu', 'on'] as const).flatMap((rethook) =>
  (['off', 'on'] as const).map((ops) => ({ fprobe: 'on', rethook, regs: 'on', ops }) as const));

describe.each(switches)('BTI and signed return addresses, rethook $rethook, ops-direct $ops', (how) => {
  test('nested calls are seen, and return', () => {
    const kernel = new ProbingKernel(how, { protected: true });
    kernel.probe({ functions: ['doubled', 'bpf_fentry_test1'] });
    expect(kernel.machine.call('doubled', [20])).toBe(42n);
    expect(kernel.takeNotes().map(({ kind, x0 }) => [kind, x0])).toEqual([['entry', 20n], ['entry', 20n], ['exit', 21n], ['exit', 42n]]);
  });

  test('the function signs the trampoline’s address, and an unwinder finds the real one behind it', () => {
    const kernel = new ProbingKernel(how, { protected: true });
    kernel.probe({ functions: ['doubled'] });
    const { machine: { state, processor }, symbols, memory, initTask: task } = kernel;
    state.sp -= 4096n;
    state.setX(0, 20n);
    state.setX(30, symbols.lookup('vectors'));
    state.pc = symbols.lookup('doubled');
    while (state.pc !== symbols.lookup('bpf_fentry_test1')) processor.step();
    const record = state.getX(29);
    const stored = memory.read(record + 8n, 8);
    expect(stored).not.toBe(symbols.lookup('arch_rethook_trampoline'));
    const callers = (hijacked = [rethookReturns(kernel)]) =>
      unwind(memory, { task, pc: state.pc, fp: record }, hijacked).entries.map((address) => symbols.at(address)?.name);
    // bpf_fentry_test1 has no record, and hides doubled.
    expect(callers()).toEqual(['bpf_fentry_test1', 'vectors']);
    expect(callers([])).toEqual(['bpf_fentry_test1', 'arch_rethook_trampoline']);
  });
});
