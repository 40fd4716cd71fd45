import {
  baseLoop, baseParts, basePathLengths, BENCH_PGID, BENCH_PID, countPath, Kernel, outside, PtRegs, TaskStruct, ThreadInfo, tracedLoop,
} from '../src/index.js';
import { describe, expect, test } from 'vitest';

/** A kernel that has run the loop for a few iterations and stands before the next. */
function looping(loop: typeof baseLoop, iterations: number): Kernel {
  const kernel = new Kernel([baseParts]);
  kernel.loadUser(loop.text, loop.entry);
  const { machine } = kernel;
  machine.processor.breakpoints.add(kernel.symbols.lookup(loop.iteration));
  for (let i = 0; i <= iterations; i++) expect(machine.run(10_000)).toBe('breakpoint');
  return kernel;
}

/** Calls the system call function itself, as invoke_syscall would. */
function getpgid(kernel: Kernel, pid: number): bigint {
  const regs = kernel.kzalloc(PtRegs.structSize);
  kernel.memory.write(regs, 8, BigInt(pid));
  return BigInt.asIntN(64, kernel.machine.call('__arm64_sys_getpgid', [regs]));
}

describe('the base loop', () => {
  test('counts its system calls and gets the process group', () => {
    const kernel = looping(baseLoop, 20);
    const { machine, symbols, memory } = kernel;
    expect(memory.read(symbols.lookup('base_hits'), 8)).toBe(20n);
    machine.processor.breakpoints.clear();
    machine.processor.breakpoints.add(symbols.lookup('syscall') + 9n * 4n);
    machine.run(10_000);
    expect(machine.state.getX(0)).toBe(BigInt(BENCH_PGID));
  });

  test('leaves the task as it found it', () => {
    const { memory, initTask } = looping(tracedLoop, 20);
    expect(ThreadInfo.preemptCount.read(memory, initTask)).toBe(0n);
    expect(TaskStruct.rcuReadLockNesting.read(memory, initTask)).toBe(0n);
  });

  test('takes as many instructions, loads, stores and atomics per symbol as real kernels', () => {
    const { machine, symbols } = looping(baseLoop, 20);
    const counts = countPath(machine, symbols.lookup(baseLoop.iteration));
    expect(outside(basePathLengths, counts)).toEqual([]);
    expect(counts.get('trigger_producer')).toEqual({ insn: 7, ld: 0, st: 0, atomic: 2 });
    expect(counts.get('find_task_by_vpid')?.insn).toBe(17);
    expect(counts.get('__radix_tree_lookup')?.insn).toBe(48);
  });

  test('runs the same kernel instructions when traced: only the user-mode increment is missing', () => {
    const insns = (loop: typeof baseLoop): number => {
      const { machine, symbols } = looping(loop, 20);
      return [...countPath(machine, symbols.lookup(loop.iteration)).values()].reduce((sum, { insn }) => sum + insn, 0);
    };
    expect(insns(baseLoop)).toBe(429 + 19); // as README.md says
    expect(insns(tracedLoop)).toBe(429 + 15);
  });
});

describe('getpgid', () => {
  const kernel = new Kernel([baseParts]);

  test.each([[0, BENCH_PGID], [BENCH_PID, BENCH_PGID]])('of pid %i is the process group', (pid, pgid) => {
    expect(getpgid(kernel, pid)).toBe(BigInt(pgid));
  });

  test.each([[BENCH_PID + 1, 'a number in the same leaf'], [70, 'another leaf'], [BENCH_PGID, 'a pid that is no task'], [4096, 'beyond the tree'], [-1, 'none']])(
    'of pid %i (%s) is -ESRCH',
    (pid) => {
      expect(getpgid(kernel, pid)).toBe(-3n);
    },
  );
});

test('an unknown system call is -ENOSYS, by number and beyond the table', () => {
  const kernel = new Kernel([baseParts]);
  const regs = kernel.kzalloc(PtRegs.structSize);
  const table = kernel.symbols.lookup('sys_call_table');
  for (const number of [172, 451, 1 << 20]) {
    kernel.machine.call('invoke_syscall', [regs, number, 451, table]);
    expect(BigInt.asIntN(64, kernel.memory.read(regs, 8))).toBe(-38n);
  }
});
