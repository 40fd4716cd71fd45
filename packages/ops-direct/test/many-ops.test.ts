import { Random } from '@tracelab/arm64-machine';
import { ContextTracking, RCU_DYNTICKS_IDX } from '@tracelab/kernel';
import { describe, expect, test } from 'vitest';
import { OPS } from '../src/index.js';
import { TracingKernel } from './tracing-kernel.js';

const FUNCTIONS = ['traced', 'also_traced', 'never_traced', 'bpf_fentry_test1', 'bpf_fentry_test2'] as const;
const SEED = Number(process.env['TRACELAB_SEED'] ?? 2022);

describe.each(['shared-op', 'call-ops', 'record-ops'])('%s', (variant) => {
  test(`any number of ops with filter and notrace hashes: each sees its functions, newest first (seed ${SEED})`, () => {
    const kernel = new TracingKernel({ regs: 'on', ops: variant });
    const { ftrace } = kernel;
    const random = new Random(SEED);
    const some = (): string[] => FUNCTIONS.filter(() => random.below(2) === 0);
    const ips = (names: readonly string[]): bigint[] => names.map((name) => ftrace.records.of(name).ip);
    const registered: { ops: bigint; filter: string[]; notrace: string[] }[] = [];

    for (let round = 0; round < 60; round++) {
      const [one] = registered.filter(() => random.below(3) === 0);
      if (!one || registered.length < 3) {
        const [filter, notrace] = [some(), some()];
        const ops = kernel.tracer('log_call', filter);
        ftrace.setNotrace(ops, ips(notrace));
        ftrace.registerOps(ops);
        registered.unshift({ ops, filter, notrace });
      } else if (random.below(2) === 0) {
        ftrace.unregisterOps(one.ops);
        registered.splice(registered.indexOf(one), 1);
      } else {
        ftrace.setFilter(one.ops, ips((one.filter = some())));
        ftrace.setNotrace(one.ops, ips((one.notrace = some())));
      }
      for (const name of FUNCTIONS) {
        kernel.machine.call(name);
        const expected = registered.filter(({ filter, notrace }) => (filter.length === 0 || filter.includes(name)) && !notrace.includes(name));
        expect(kernel.takeLog(), `${name} in round ${round}`).toEqual(expected.map(({ ops }) => ops));
        expect(ftrace.records.of(name).users).toBe(expected.length);
      }
    }
    for (const { ops } of registered) ftrace.unregisterOps(ops);
    expect(ftrace.records.all.map(({ flags }) => flags)).toEqual(ftrace.records.all.map(() => 0n));
  });

  test('an ops of kind STUB is passed over; beside it the other is called', () => {
    const kernel = new TracingKernel({ regs: 'on', ops: variant });
    const [stub, other] = [kernel.tracer('log_call', ['traced'], OPS.stub), kernel.tracer('log_call', ['traced'])];
    kernel.ftrace.registerOps(stub);
    kernel.ftrace.registerOps(other);
    kernel.machine.call('traced');
    expect(kernel.takeLog()).toEqual([other]);
  });

  test('an ops that needs RCU is called only where RCU watches', () => {
    const kernel = new TracingKernel({ regs: 'on', ops: variant });
    const [rcu, other] = [kernel.tracer('log_call', ['traced'], OPS.rcu), kernel.tracer('log_call', ['traced'])];
    kernel.ftrace.registerOps(rcu);
    kernel.machine.call('traced');
    expect(kernel.takeLog()).toEqual([rcu]);
    expect(kernel.path('traced').get('rcu_is_watching')).toBeGreaterThan(0);
    kernel.takeLog();

    kernel.ftrace.registerOps(other);
    leaveRcu(kernel);
    kernel.machine.call('traced');
    expect(kernel.takeLog()).toEqual([other]);
    kernel.ftrace.unregisterOps(other);
    kernel.machine.call('traced');
    expect(kernel.takeLog()).toEqual([]);
  });

  test('one static ops that wants the guard is called through it, dynamic or not', () => {
    const kernel = new TracingKernel({ regs: 'on', ops: variant });
    const ops = kernel.tracer('log_call', ['traced'], OPS.recursion, kernel.symbols.lookup('static_ops'));
    kernel.ftrace.registerOps(ops);
    const path = [...kernel.path('traced').keys()];
    expect(kernel.takeLog()).toEqual([ops]);
    // The shared call has a function for one such ops; a call site's own ops is the list's.
    const guard = variant === 'shared-op' ? 'ftrace_ops_assist_func' : 'arch_ftrace_ops_list_func';
    expect(path).toContain(guard);
    kernel.ftrace.unregisterOps(ops);
    kernel.machine.call('traced');
    expect(kernel.takeLog()).toEqual([]);
  });

  test('one static ops that wants nothing is called as it is', () => {
    const kernel = new TracingKernel({ regs: 'on', ops: variant });
    const ops = kernel.tracer('log_call', ['traced'], 0n, kernel.symbols.lookup('static_ops'));
    kernel.ftrace.registerOps(ops);
    expect([...kernel.path('traced').keys()]).toEqual(['traced', 'ftrace_caller', 'log_call']);
    expect(kernel.takeLog()).toEqual([ops]);
  });
});

test.each(['ftrace_ops_assist_func', 'arch_ftrace_ops_list_func'])('%s calls no ops that needs RCU where nobody watches', (guard) => {
  const kernel = new TracingKernel({ regs: 'on', ops: 'shared-op' });
  const ops = kernel.tracer('log_call', [], OPS.rcu);
  kernel.ftrace.registerOps(ops);
  const fregs = kernel.kzalloc(112);
  const { ip } = kernel.ftrace.records.of('traced');
  kernel.machine.call(guard, [ip, 2, ops, fregs]);
  expect(kernel.takeLog()).toEqual([ops]);
  leaveRcu(kernel);
  kernel.machine.call(guard, [ip, 2, ops, fregs]);
  expect(kernel.takeLog()).toEqual([]);
});

/** What ct_kernel_exit leaves of the CPU's state word: an even counter. */
function leaveRcu(kernel: TracingKernel): void {
  const state = kernel.perCpuAddress(kernel.symbols.lookup('context_tracking')) + BigInt(ContextTracking.state.offset);
  kernel.memory.write(state, 4, kernel.memory.read(state, 4) & ~BigInt(RCU_DYNTICKS_IDX));
}
