import { bpfParts, BpfProg, BpfProgAux, type Program } from '@tracelab/bpf';
import { describe, expect, test } from 'vitest';
import { BPF_LSM_CGROUP, setBpfStats } from '../src/index.js';
import { TaskStruct } from '@tracelab/kernel';
import { balanced, callbackVariants, invokers, TracedKernel, type Setup } from './traced-kernel.js';

const test1 = { name: 'bpf_fentry_test1', nrArgs: 1 };

describe.each([...invokers, callbackVariants[3]!])('$invoker, callbacks $callbacks', (setup: Setup) => {
  const make = { recur: () => {}, sleepable: makeSleepable, 'LSM_CGROUP': makeUnguarded };

  test.each(['recur', 'sleepable', 'LSM_CGROUP'] as const)('a %s program runs under its own protection, which is taken back', (kind) => {
    const kernel = new TracedKernel(setup);
    const program = kernel.observer(1);
    make[kind](kernel, program);
    kernel.attach(test1, [{ program, kind: 'fentry' }]);
    kernel.begin(test1.name, [1], program.code);
    const { memory, initTask } = kernel;
    const held = {
      rcu: TaskStruct.rcuReadLockNesting.read(memory, initTask), trace: TaskStruct.trcReaderNesting.read(memory, initTask),
      migration: TaskStruct.migrationDisabled.read(memory, initTask), active: memory.read(kernel.active(program), 4),
    };
    expect(held).toEqual({
      recur: { rcu: 1n, trace: 0n, migration: 1n, active: 1n },
      sleepable: { rcu: 0n, trace: 1n, migration: 1n, active: 1n },
      LSM_CGROUP: { rcu: 1n, trace: 0n, migration: 1n, active: 0n },
    }[kind]);
    expect(kernel.goOn()).toBe(2n);
    expect(kernel.counters(program)).toEqual(balanced);
    expect(kernel.takeSights()).toHaveLength(1);
  });

  test('recursion suppresses a sleepable program and not one without a guard', () => {
    const kernel = new TracedKernel(setup);
    const [sleepable, unguarded] = [kernel.observer(1), kernel.observer(2)];
    makeSleepable(kernel, sleepable);
    makeUnguarded(kernel, unguarded);
    for (const program of [sleepable, unguarded]) kernel.memory.write(kernel.active(program), 4, 1n);
    kernel.attach(test1, [{ program: sleepable, kind: 'fentry' }, { program: unguarded, kind: 'fentry' }]);
    expect(kernel.machine.call(test1.name, [1])).toBe(2n);
    expect(kernel.takeSights().map(({ id }) => id)).toEqual([2]);
    expect([kernel.stats(sleepable).misses, kernel.stats(unguarded).misses]).toEqual([1n, 0n]);
    expect(kernel.counters(sleepable, unguarded)).toEqual({ ...balanced, active: 2n });
  });

  test('a program on a helper that it calls itself runs once per call, and its recursion is counted', () => {
    const kernel = new TracedKernel(setup, { parts: [bpfParts] });
    const program = kernel.asking('ktime_get_ns', 'fentry');
    kernel.attach({ name: 'bpf_ktime_get_ns', nrArgs: 0 }, [{ program, kind: 'fentry' }]);
    setBpfStats(kernel, true);
    for (let n = 0; n < 2; n++) kernel.machine.call('bpf_ktime_get_ns');
    expect(kernel.stats(program)).toMatchObject({ cnt: 2n, misses: 2n });
    expect(kernel.counters(program)).toEqual(balanced);
  });

  test('statistics count runs and their time, where they are on', () => {
    const kernel = new TracedKernel(setup);
    const [entry, exit, sleepable] = [kernel.observer(1), kernel.observer(2, 'fexit'), kernel.observer(3)];
    makeSleepable(kernel, sleepable);
    kernel.attach(test1, [{ program: entry, kind: 'fentry' }, { program: exit, kind: 'fexit' }, { program: sleepable, kind: 'fentry' }]);
    const call = (times: number): void => {
      for (let n = 0; n < times; n++) expect(kernel.machine.call(test1.name, [1])).toBe(2n);
    };
    call(2);
    setBpfStats(kernel, true);
    call(5);
    expect(() => setBpfStats(kernel, true)).toThrow('__bpf_prog_enter_recur');
    setBpfStats(kernel, false);
    call(3);
    for (const program of [entry, exit, sleepable]) {
      const { cnt, nsecs, misses } = kernel.stats(program);
      expect([cnt, misses]).toEqual([5n, 0n]);
      // About 60 instructions, a cycle of 1.5 GHz each, by a counter that advances every 18.5 ns.
      expect(nsecs).toBeGreaterThan(5n * 20n);
      expect(nsecs).toBeLessThan(5n * 100n);
    }
    expect(kernel.counters(entry, exit, sleepable)).toEqual(balanced);
  });

  test('the function that programs see is its symbol, not the call site', () => {
    const kernel = new TracedKernel(setup);
    const programs = [kernel.observer(1), kernel.observer(2, 'fmod_ret'), kernel.observer(3, 'fexit')];
    for (const { prog } of programs) BpfProg.flags.write(kernel.memory, prog, BpfProg.flags.read(kernel.memory, prog) | (1n << 12n));
    kernel.attach(test1, (['fentry', 'modifyReturn', 'fexit'] as const).map((kind, n) => ({ program: programs[n]!, kind })));
    const seen: bigint[] = [];
    for (const { code } of programs) {
      kernel.machine.processor.breakpoints.add(code);
    }
    kernel.begin(test1.name, [1], programs[0]!.code);
    const look = (): void => void seen.push(kernel.memory.read(kernel.machine.state.getX(0) - 16n, 8));
    look();
    kernel.machine.run(10_000);
    look();
    kernel.machine.run(10_000);
    look();
    expect(kernel.goOn()).toBe(2n);
    expect(seen).toEqual(Array<bigint>(3).fill(kernel.symbols.lookup(test1.name)));
  });
});

function makeSleepable({ memory }: TracedKernel, { prog }: Program): void {
  BpfProgAux.sleepable.write(memory, BpfProg.aux.read(memory, prog), 1);
}

function makeUnguarded({ memory }: TracedKernel, { prog }: Program): void {
  BpfProg.expectedAttachType.write(memory, prog, BPF_LSM_CGROUP);
}
