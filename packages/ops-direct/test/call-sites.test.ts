import { disassemble } from '@tracelab/arm64-machine';
import { describe, expect, test } from 'vitest';
import { FtraceOps, FtraceOpsHash, OPS, type Poke } from '../src/index.js';
import { TracingKernel } from './tracing-kernel.js';

/** The control plane's steps since `from`, by symbol. */
function steps(kernel: TracingKernel, from = 0): string[] {
  const shared = kernel.symbols.tryLookup('ftrace_call');
  const name = (address: bigint): string => {
    if (address === shared) return 'ftrace_call'; // An inner label: `at` names the routine around it.
    const record = kernel.ftrace.records.all.find((one) => one.opsField === address);
    if (record) return `ops of ${record.name}`;
    const at = kernel.symbols.at(address);
    if (!at) return kernel.ftrace.records.all.some((one) => one.address === address) ? 'its record' : 'ops';
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
    const kernel = new TracingKernel({ regs: 'on', ops: 'shared-op' });
    expect(steps(kernel)).toEqual(kernel.mcount.map(({ name }) => `${name}: nop -> mov x9, x30`));
  });

  test('the first tracer: the shared call goes to the list function before any site is patched', () => {
    const kernel = new TracingKernel({ regs: 'on', ops: 'shared-op' });
    const booted = kernel.ftrace.log.length;
    const ops = kernel.tracer('note_call', ['traced']);
    kernel.ftrace.registerOps(ops);
    expect(steps(kernel, booted)).toEqual([
      'ftrace_ops_list = ops',
      'ftrace_call: bl ftrace_stub -> bl arch_ftrace_ops_list_func',
      'traced+4: nop -> bl ftrace_caller',
    ]);
    const attached = kernel.ftrace.log.length;
    kernel.ftrace.unregisterOps(ops);
    expect(steps(kernel, attached)).toEqual([
      'ftrace_ops_list = ftrace_list_end',
      'traced+4: bl ftrace_caller -> nop',
      'function_trace_op = ftrace_list_end',
      'wait: smp_rmb on all CPUs',
      'ftrace_call: bl arch_ftrace_ops_list_func -> bl ftrace_stub',
      'wait: synchronize_rcu_tasks_rude',
      'wait: synchronize_rcu_tasks',
    ]);
  });

  test('an ops that wants registers takes the trampoline that saves them all, where there is one', () => {
    const kernel = new TracingKernel({ regs: 'off', ops: 'shared-op' });
    const booted = kernel.ftrace.log.length;
    kernel.ftrace.registerOps(kernel.tracer('note_call', ['traced', 'also_traced']));
    kernel.ftrace.registerOps(kernel.tracer('note_call', ['traced'], OPS.saveRegs));
    expect(steps(kernel, booted)).toEqual([
      'ftrace_ops_list = ops',
      'ftrace_call: bl ftrace_stub -> bl arch_ftrace_ops_list_func',
      'traced+4: nop -> bl ftrace_caller',
      'also_traced+4: nop -> bl ftrace_caller',
      'ftrace_ops_list = ops',
      'traced+4: bl ftrace_caller -> bl ftrace_regs_caller',
    ]);
  });
});

describe('per-callsite ops', () => {
  test('boot fills the literal first', () => {
    const kernel = new TracingKernel({ regs: 'on', ops: 'call-ops' });
    expect(steps(kernel).filter((step) => /(^| )traced(:| =)/.test(step))).toEqual([
      'literal of traced = ftrace_nop_ops',
      'traced: nop -> mov x9, x30',
    ]);
  });

  test('the literal is written before the branch, at attach, with a second user, and at detach', () => {
    const kernel = new TracingKernel({ regs: 'on', ops: 'call-ops' });
    const booted = kernel.ftrace.log.length;
    const one = kernel.tracer('note_call', ['traced']);
    const two = kernel.tracer('note_call', ['traced']);
    kernel.ftrace.registerOps(one);
    kernel.ftrace.registerOps(two);
    kernel.ftrace.unregisterOps(two);
    kernel.ftrace.unregisterOps(one);
    const waits = ['wait: synchronize_rcu_tasks_rude', 'wait: synchronize_rcu_tasks'];
    expect(steps(kernel, booted)).toEqual([
      'ftrace_ops_list = ops',
      'literal of traced = ops',
      'traced+4: nop -> bl ftrace_caller',
      'ftrace_ops_list = ops',
      'literal of traced = ftrace_list_ops',
      'ftrace_ops_list = ops',
      'literal of traced = ops',
      ...waits,
      'ftrace_ops_list = ftrace_list_end',
      'literal of traced = ftrace_nop_ops',
      'traced+4: bl ftrace_caller -> nop',
      ...waits,
    ]);
  });

  test('an ops that wants the recursion guard is called through the list', () => {
    const kernel = new TracingKernel({ regs: 'on', ops: 'call-ops' });
    const booted = kernel.ftrace.log.length;
    kernel.ftrace.registerOps(kernel.tracer('note_call', ['traced'], OPS.recursion));
    expect(steps(kernel, booted)).toContain('literal of traced = ftrace_list_ops');
  });
});

describe('the record holds the ops, as in the RFC', () => {
  test('boot fills the record, then the literal, which never changes', () => {
    const kernel = new TracingKernel({ regs: 'on', ops: 'record-ops' });
    expect(steps(kernel).slice(0, 3)).toEqual([
      'ops of vectors = ftrace_nop_ops',
      'literal of vectors = its record',
      'vectors: nop -> mov x9, x30',
    ].map((line) => line.replace('vectors', kernel.mcount[0]!.name)));
    const booted = kernel.ftrace.log.length;
    const ops = kernel.tracer('note_call', ['traced']);
    kernel.ftrace.registerOps(ops);
    kernel.ftrace.registerOps(kernel.tracer('note_call', ['traced']));
    expect(steps(kernel, booted)).toEqual([
      'ftrace_ops_list = ops',
      'ops of traced = ops',
      'traced+4: nop -> bl ftrace_caller',
      'ftrace_ops_list = ops',
      'ops of traced = ftrace_list_ops',
    ]);
  });
});

test('a filter that changes while it is in force: the new hash, the sites, a grace period; then the old one is freed', () => {
  const kernel = new TracingKernel({ regs: 'on', ops: 'call-ops' });
  const ops = kernel.tracer('note_call', ['traced']);
  kernel.ftrace.registerOps(ops);
  const booted = kernel.ftrace.log.length;
  const old = FtraceOpsHash.filterHash.read(kernel.memory, FtraceOps.funcHash.read(kernel.memory, ops));
  kernel.ftrace.setFilter(ops, [kernel.ftrace.records.of('also_traced').ip]);
  expect(steps(kernel, booted)).toEqual([
    'ops = ops',
    'literal of traced = ftrace_nop_ops',
    'traced+4: bl ftrace_caller -> nop',
    'literal of also_traced = ops',
    'also_traced+4: nop -> bl ftrace_caller',
    'wait: synchronize_rcu',
  ]);
  expect(kernel.memory.read(old, 8)).toBe(0x6b6b_6b6b_6b6b_6b6bn);
});
