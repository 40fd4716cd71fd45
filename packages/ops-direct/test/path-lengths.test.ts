import { ftraceRegsPathLengths, ptRegsPathLengths } from '@tracelab/ftrace-regs';
import type { PathLength } from '@tracelab/kernel';
import { describe, expect, test } from 'vitest';
import { callOpsPathLengths, ftraceCorePathLengths, OPS } from '../src/index.js';
import { TracingKernel, type Switch } from './tracing-kernel.js';

function lengthOf(rows: readonly PathLength[], symbol: string): PathLength {
  return rows.find(({ symbols }) => symbols[0] === symbol)!;
}

function run(regs: Switch, ops: string, flags = 0n): (row: PathLength) => number {
  const kernel = new TracingKernel({ regs, ops });
  kernel.ftrace.registerOps(kernel.tracer('note_call', ['traced'], flags));
  const path = kernel.path('traced');
  return ({ symbols }) => symbols.reduce((sum, symbol) => sum + (path.get(symbol) ?? 0), 0);
}

describe('instructions per call, as in real kernels', () => {
  test('the trampolines take exactly as many', () => {
    const [full, plain] = ptRegsPathLengths as [PathLength, PathLength];
    const [argsOnly] = ftraceRegsPathLengths as [PathLength];
    const [perCallsite] = callOpsPathLengths as [PathLength];
    expect(run('off', 'shared-op', OPS.saveRegs)(full)).toBe(full.insn);
    expect(run('off', 'shared-op')(plain)).toBe(plain.insn);
    expect(run('on', 'shared-op')(argsOnly)).toBe(argsOnly.insn);
    expect(run('on', 'call-ops')(perCallsite)).toBe(perCallsite.insn);
  });

  test('the RFC\'s trampoline loads once more than the merged one', () => {
    const [perCallsite] = callOpsPathLengths as [PathLength];
    expect(run('on', 'record-ops-direct')(perCallsite)).toBe(perCallsite.insn! + 1);
    expect(run('on', 'record-ops')(perCallsite) - run('on', 'call-ops-only')(perCallsite)).toBe(1);
  });

  test('the list function is shorter by the stack protector', () => {
    const row = lengthOf(ftraceCorePathLengths, 'arch_ftrace_ops_list_func');
    const taken = run('on', 'shared-op')(row);
    expect(taken).toBe(82);
    expect(Math.abs(taken - row.insn!) / row.insn!).toBeLessThan(0.15);
  });

  test('the hash look-up', () => {
    const row = lengthOf(ftraceCorePathLengths, 'hash_contains_ip');
    expect(run('on', 'shared-op')(row)).toBe(row.insn);
  });
});
