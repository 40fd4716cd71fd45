import { cortexA72, createClusterTiming, createTimingModel, SYSREG } from '@tracelab/arm64-machine';
import { describe, expect, test } from 'vitest';
import { ADDRESS_MAP, baseParts, BENCH_PGID, Kernel, TaskStruct, ThreadInfo, tracedLoop } from '../src/index.js';

const CPUS = 4;
const boot = () => new Kernel([baseParts], { cpus: CPUS, timing: createClusterTiming(cortexA72, CPUS) });

describe('four CPUs', () => {
  const kernel = boot();
  const { memory, cluster, tasks } = kernel;

  test('each has a task of its own, which knows its CPU and its stack', () => {
    expect(new Set(tasks).size).toBe(CPUS);
    expect(tasks[0]).toBe(kernel.initTask);
    expect(tasks.map((task) => ThreadInfo.cpu.read(memory, task))).toEqual([0n, 1n, 2n, 3n]);
    expect(new Set(tasks.map((task) => TaskStruct.stack.read(memory, task))).size).toBe(CPUS);
    for (const task of tasks) {
      expect(TaskStruct.groupLeader.read(memory, task)).toBe(kernel.initTask);
      expect(TaskStruct.cpusPtr.read(memory, task)).toBe(task + BigInt(TaskStruct.cpusMask.offset));
      expect((task - kernel.initTask) & 0x3fffn).toBe(0n);
    }
  });

  test('SP_EL0 is the task, TPIDR_EL1 leads to the CPU’s own area, which names the task as well', () => {
    const entryTask = kernel.symbols.lookup('__entry_task');
    cluster.cores.forEach(({ state }, cpu) => {
      expect(state.get(state.sysregSlot(SYSREG.sp0))).toBe(tasks[cpu]);
      const offset = state.get(state.sysregSlot(SYSREG.tpidr1));
      expect(BigInt.asUintN(64, offset + kernel.image.perCpu.start)).toBe(ADDRESS_MAP.perCpu.base + BigInt(cpu * ADDRESS_MAP.perCpu.unit));
      expect(kernel.perCpuAddress(entryTask, cpu)).toBe(BigInt.asUintN(64, entryTask + offset));
      expect(memory.read(kernel.perCpuAddress(entryTask, cpu), 8)).toBe(tasks[cpu]);
    });
  });

  test('possible CPUs are those that run, and at least a Raspberry Pi’s four', () => {
    expect(kernel.numPossibleCpus).toBe(4);
    expect(new Kernel([baseParts], { cpus: 5 }).numPossibleCpus).toBe(5);
    expect(new Kernel([baseParts], { cpus: 2, possibleCpus: 2 }).numPossibleCpus).toBe(2);
  });
});

test('every CPU runs the loop of system calls, and finds the process group', () => {
  const kernel = boot();
  kernel.loadUser(tracedLoop.text, tracedLoop.entry);
  const calls = new Array<number>(CPUS).fill(0);
  for (const { processor } of kernel.cluster.cores) processor.breakpoints.add(kernel.symbols.lookup(tracedLoop.iteration));
  while (calls.some((count) => count < 5)) {
    const { core } = kernel.cluster.run(100_000);
    if (calls[core.number]!++ > 0) expect(core.state.getX(0)).toBe(BigInt(BENCH_PGID));
  }
});

test('one CPU costs the same, whether its timing comes from a cluster or not', () => {
  const iterations = (timing: ReturnType<typeof createClusterTiming>): number[] => {
    const kernel = new Kernel([baseParts], { timing });
    kernel.loadUser(tracedLoop.text, tracedLoop.entry);
    kernel.machine.processor.breakpoints.add(kernel.symbols.lookup(tracedLoop.iteration));
    return Array.from({ length: 8 }, () => {
      kernel.machine.run();
      return kernel.machine.timing!.cycles;
    });
  };
  expect(iterations(createClusterTiming(cortexA72, 1))).toEqual(iterations(() => createTimingModel(cortexA72)));
});

test('several CPUs do not share a timing model', () => {
  expect(() => new Kernel([baseParts], { cpus: 2, timing: createTimingModel(cortexA72) }))
    .toThrow('one timing model for 2 CPUs: each needs its own, as createClusterTiming makes them');
});
