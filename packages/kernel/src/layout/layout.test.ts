import { describe, expect, test } from 'vitest';
import { BreakHook, FaultInfo, Pid, PidNamespace, PIDTYPE, pidLink, PtRegs, TaskStruct, ThreadInfo, TIF_SYSCALL_WORK, TIF_WORK_MASK, XaNode } from './index.js';

describe('layouts are those of v6.1 on arm64', () => {
  test('pt_regs (kernel-paths.md 2.1)', () => {
    expect(PtRegs.structSize).toBe(336);
    expect(PtRegs.regs.at(30)).toBe(240);
    const offsets = [PtRegs.sp, PtRegs.pc, PtRegs.pstate, PtRegs.origX0, PtRegs.syscallno, PtRegs.stackframe].map((field) => field.offset);
    expect(offsets).toEqual([248, 256, 264, 272, 280, 304]);
  });

  test('thread_info holds count and need-resched in one aligned 64-bit word', () => {
    expect(ThreadInfo.preemptCount.offset).toBe(8);
    expect(ThreadInfo.preemptNeedResched.offset).toBe(12);
    expect(ThreadInfo.structSize).toBe(TaskStruct.threadInfo.size);
  });

  test('trace_recursion is where the October 2022 build has it (kernel-paths.md 2.5)', () => {
    expect(TaskStruct.traceRecursion.offset).toBe(2520);
  });

  test('pids, radix-tree nodes and break hooks have the sizes of their C structures', () => {
    expect(Pid.numbers.offset).toBe(96);
    expect(Pid.structSize).toBe(112);
    expect(PidNamespace.idr.size).toBe(24);
    expect(XaNode.slots.offset).toBe(40);
    expect(XaNode.structSize).toBe(576);
    expect(BreakHook.structSize).toBe(32);
    expect(FaultInfo.structSize).toBe(24);
  });

  test('pid_links are 16 bytes each', () => {
    expect(pidLink(PIDTYPE.pgid) - pidLink(PIDTYPE.pid)).toBe(32);
  });

  test('work masks are bitmask immediates, as TST needs them', () => {
    expect(TIF_WORK_MASK).toBe(0x7f);
    expect(TIF_SYSCALL_WORK).toBe(0x1f00);
  });
});
