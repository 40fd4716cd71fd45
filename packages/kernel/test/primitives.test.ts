import { baseParts, countCall, Kernel, migratePathLengths, outside, Rq, TaskStruct, ThreadInfo } from '../src/index.js';
import { describe, expect, test } from 'vitest';

const kernel = new Kernel([baseParts]);
const { machine, memory, symbols, initTask } = kernel;
const nrPinned = (): bigint => Rq.nrPinned.read(memory, kernel.perCpuAddress(symbols.lookup('runqueues')));

describe('RCU', () => {
  test('a reader counts its nesting', () => {
    machine.call('__rcu_read_lock');
    machine.call('__rcu_read_lock');
    expect(TaskStruct.rcuReadLockNesting.read(memory, initTask)).toBe(2n);
    machine.call('__rcu_read_unlock');
    machine.call('__rcu_read_unlock');
    expect(TaskStruct.rcuReadLockNesting.read(memory, initTask)).toBe(0n);
  });

  test('watches a CPU that runs a task, and says so without touching the preempt count', () => {
    expect(machine.call('rcu_is_watching') & 1n).toBe(1n);
    expect(ThreadInfo.preemptCount.read(memory, initTask)).toBe(0n);
  });
});

describe('migrate_disable', () => {
  test('pins the task once, however often it nests', () => {
    machine.call('migrate_disable');
    machine.call('migrate_disable');
    expect(TaskStruct.migrationDisabled.read(memory, initTask)).toBe(2n);
    expect(nrPinned()).toBe(1n);
    machine.call('migrate_enable');
    machine.call('migrate_enable');
    expect(TaskStruct.migrationDisabled.read(memory, initTask)).toBe(0n);
    expect(nrPinned()).toBe(0n);
    expect(ThreadInfo.preemptCount.read(memory, initTask)).toBe(0n);
  });

  test('takes as many instructions, loads and stores as on real kernels', () => {
    const counts = new Map(['migrate_disable', 'migrate_enable'].flatMap((name) => [...countCall(machine, name)]));
    expect(outside(migratePathLengths, counts)).toEqual([]);
  });
});

test('a reschedule that is due when preemption comes back on reaches the scheduler', () => {
  const { machine: other, memory: words, initTask: task } = new Kernel([baseParts]);
  ThreadInfo.preemptNeedResched.write(words, task, 0);
  expect(() => other.call('migrate_disable')).toThrow(/preempt_schedule/);
});

describe('targets of the BPF selftests (kernel-paths.md 9.2)', () => {
  test.each([
    ['bpf_fentry_test1', [1], 2],
    ['bpf_fentry_test2', [2, 3], 5],
    ['bpf_fentry_test3', [4, 5, 6], 15],
    ['bpf_fentry_test4', [7, 8, 9, 10], 34],
    ['bpf_fentry_test5', [11, 12, 13, 14, 15], 65],
    ['bpf_fentry_test6', [16, 17, 18, 19, 20, 21], 111],
    ['bpf_fentry_test7', [0], 0],
  ] as const)('%s', (name, args, result) => {
    expect(machine.call(name, args)).toBe(BigInt(result));
  });

  test('narrow arguments are extended by the callee', () => {
    expect(machine.call('bpf_fentry_test3', [0x1ff, 0, 0])).toBe(0xffn);
    expect(machine.call('bpf_fentry_test5', [10, 0, 0xffff, 0, 0])).toBe(9n);
  });

  test('bpf_modify_return_test also writes through its pointer', () => {
    const b = kernel.kzalloc(4);
    memory.write(b, 4, 2n);
    expect(machine.call('bpf_modify_return_test', [1, b])).toBe(4n);
    expect(memory.read(b, 4)).toBe(3n);
  });

  test('bpf_fentry_test8 reads a zeroed structure', () => {
    expect(machine.call('bpf_fentry_test8', [kernel.kzalloc(8)])).toBe(0n);
  });
});
