import type { Memory } from '@tracelab/arm64-machine';
import { FrameRecord, PtRegs, TaskStruct } from './layout/index.js';
import { THREAD_SIZE } from './routines/vectors.js';

/** Where an unwind begins: registers of a task as an exception would find them. */
export interface UnwindStart {
  /** task_struct. */
  readonly task: bigint;
  readonly pc: bigint;
  /** X29. */
  readonly fp: bigint;
}

/**
 * Return addresses that somebody has replaced with a trampoline's: what ftrace_graph_ret_addr, kretprobe_find_ret_addr and
 * rethook_find_ret_addr know.
 */
export interface HijackedReturns {
  /** What a frame record holds instead of the address. */
  readonly trampoline: bigint;
  /**
   * Begins at the newest of the task's hooks, once per unwind. What it returns is asked for each replaced address on the way
   * out, with the frame pointer that the function was entered with; undefined where no hook fits.
   */
  of(task: bigint): (frame: bigint) => bigint | undefined;
}

/** Why an unwind ended: at the record that kernel entry from EL0 makes, or where a record cannot be. */
export type UnwindEnd = 'final record' | 'unaligned frame pointer' | 'off the stack' | 'not up the stack';

export interface StackTrace {
  /** PC, then return addresses, the innermost first. A replaced one that nobody knows stays the trampoline's. */
  readonly entries: readonly bigint[];
  readonly end: UnwindEnd;
}

/**
 * The walk of arch/arm64/kernel/stacktrace.c (v6.1) over frame records. It never looks at LR: a function that has made no
 * record yet, or has none any more, hides its caller.
 */
export function unwind(memory: Memory, { task, pc, fp: start }: UnwindStart, hijacked: readonly HijackedReturns[] = []): StackTrace {
  const stack = TaskStruct.stack.read(memory, task);
  const final = stack + BigInt(THREAD_SIZE - PtRegs.structSize + PtRegs.stackframe.offset);
  const recoveries = hijacked.map(({ trampoline, of }) => ({ trampoline, find: of(task) }));
  const recovered = (address: bigint, frame: bigint): bigint => {
    const recovery = recoveries.find(({ trampoline }) => trampoline === address);
    return recovery?.find(frame) ?? address;
  };

  const entries = [pc];
  for (let fp = start, previous = 0n; ; ) {
    if (fp === final) return { entries, end: 'final record' };
    if (fp % 8n !== 0n) return { entries, end: 'unaligned frame pointer' };
    if (fp < stack || fp + BigInt(FrameRecord.structSize) > stack + BigInt(THREAD_SIZE)) return { entries, end: 'off the stack' };
    if (fp <= previous) return { entries, end: 'not up the stack' };
    previous = fp;
    const lr = withoutPac(FrameRecord.lr.read(memory, fp));
    fp = FrameRecord.fp.read(memory, fp);
    entries.push(recovered(lr, fp));
  }
}

/** Bits 63 to 48 of a kernel address are copies of bit 55; pointer authentication keeps its code in them. */
function withoutPac(address: bigint): bigint {
  const code = 0xffffn << 48n;
  return (address >> 55n) & 1n ? address | code : address & ~code;
}
