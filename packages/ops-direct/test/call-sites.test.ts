import { disassemble } from '@tracelab/arm64-machine';
import { describe, expect, test } from 'vitest';
import { OPS, type Poke } from '../src/index.js';
import { TracingKernel } from './tracing-kernel.js';

/** The control plane's steps since `from`, by symbol. */
function steps(kernel: TracingKernel, from = 0): string[] {
  const shared = kernel.symbols.tryLookup('ftrace_call');
  const name = (address: bigint): string => {
    if (address === shared) return 'ftrace_call'; // An inner label: `at` names the routine around it.
    const at = kernel.symbols.at(address);
    if (!at) return 'ops';
    return at.offset === 0 ? at.name : `${at.name}+${at.offset}`;
  };
  const insn = (word: number, pc: bigint): string =>
    disassemble(word, pc, name)!
      .replace('\t', ' ')
      .replace(/0x\w+ <(.*)>/, '$1');
  const line = (poke: Poke): string => {
    switch (poke.kind) {
      case 'text':
        return `${name(poke.address)}: ${insn(poke.from, poke.address)} -> ${insn(poke.to, poke.address)}`;
      case 'literal': {
        const site = kernel.ftrace.records.all.find(({ literal }) => literal === poke.address);
        return `literal of ${site!.name} = ${name(poke.to)}`;
      }
      case 'data':
        return `${name(poke.address)} = ${name(poke.to)}`;
      case 'wait':
        return `wait: ${poke.for}`;
    }
  };
  return kernel.ftrace.log.slice(from).map(line);
}

describe('a shared op', () => {
  test('boot leaves MOV X9, X30 and a NOP at every function', () => {
    const kernel = new TracingKernel({ regs: 'on', ops: 'off' });
    expect(steps(kernel)).toEqual(kernel.mcount.map(({ name }) => `${name}: nop -> mov x9, x30`));
  });

  test('the first tracer: the shared call goes to the list function before any site is patched', () => {
    const kernel = new TracingKernel({ regs: 'on', ops: 'off' });
    const booted = kernel.ftrace.log.length;
    const ops = kernel.tracer('note_call', ['traced']);
    kernel.ftrace.registerOps(ops);
    expect(steps(kernel, booted)).toEqual([
      'ftrace_call: bl ftrace_stub -> bl arch_ftrace_ops_list_func',
      'traced+4: nop -> bl ftrace_caller',
    ]);
    const attached = kernel.ftrace.log.length;
    kernel.ftrace.unregisterOps(ops);
    expect(steps(kernel, attached)).toEqual([
      'traced+4: bl ftrace_caller -> nop',
      'function_trace_op = ftrace_list_end',
      'wait: smp_rmb on all CPUs',
      'ftrace_call: bl arch_ftrace_ops_list_func -> bl ftrace_stub',
      'wait: synchronize_rcu_tasks_rude',
      'wait: synchronize_rcu_tasks',
    ]);
  });

  test('an ops that wants registers takes the trampoline that saves them all, where there is one', () => {
    const kernel = new TracingKernel({ regs: 'off', ops: 'off' });
    const booted = kernel.ftrace.log.length;
    kernel.ftrace.registerOps(kernel.tracer('note_call', ['traced', 'also_traced']));
    kernel.ftrace.registerOps(kernel.tracer('note_call', ['traced'], OPS.saveRegs));
    expect(steps(kernel, booted)).toEqual([
      'ftrace_call: bl ftrace_stub -> bl arch_ftrace_ops_list_func',
      'traced+4: nop -> bl ftrace_caller',
      'also_traced+4: nop -> bl ftrace_caller',
      'traced+4: bl ftrace_caller -> bl ftrace_regs_caller',
    ]);
  });
});

describe('per-callsite ops', () => {
  test('boot fills the literal first', () => {
    const kernel = new TracingKernel({ regs: 'on', ops: 'on' });
    expect(steps(kernel).slice(-6, -4)).toEqual(['literal of traced = ftrace_nop_ops', 'traced: nop -> mov x9, x30']);
  });

  test('the literal is written before the branch, at attach, with a second user, and at detach', () => {
    const kernel = new TracingKernel({ regs: 'on', ops: 'on' });
    const booted = kernel.ftrace.log.length;
    const one = kernel.tracer('note_call', ['traced']);
    const two = kernel.tracer('note_call', ['traced']);
    kernel.ftrace.registerOps(one);
    kernel.ftrace.registerOps(two);
    kernel.ftrace.unregisterOps(two);
    kernel.ftrace.unregisterOps(one);
    const waits = ['wait: synchronize_rcu_tasks_rude', 'wait: synchronize_rcu_tasks'];
    expect(steps(kernel, booted)).toEqual([
      'literal of traced = ops',
      'traced+4: nop -> bl ftrace_caller',
      'literal of traced = ftrace_list_ops',
      'literal of traced = ops',
      ...waits,
      'literal of traced = ftrace_nop_ops',
      'traced+4: bl ftrace_caller -> nop',
      ...waits,
    ]);
  });

  test('an ops that wants the recursion guard is called through the list', () => {
    const kernel = new TracingKernel({ regs: 'on', ops: 'on' });
    const booted = kernel.ftrace.log.length;
    kernel.ftrace.registerOps(kernel.tracer('note_call', ['traced'], OPS.recursion));
    expect(steps(kernel, booted)[0]).toBe('literal of traced = ftrace_list_ops');
  });
});
