import { EX_TYPE } from '@tracelab/kernel';
import type { OperationOf } from '../insn/operation.js';
import { x } from './registers.js';

/** A load that gives 0 where it faults (BPF_PROBE_MEM). */
export interface FaultingLoad {
  /** Of the access itself. */
  readonly label: string;
  /** Number of the A64 register that it loads. */
  readonly register: number;
}

export function faultingLoad({ dst }: OperationOf<'load'>, slot: number): FaultingLoad {
  return { label: `.Lfault${slot}`, register: Number(x(dst).slice(1)) };
}

/**
 * add_exception_handler(): entries behind the code, in its order. The fix-up holds the register in its high five bits, and
 * below them how far it lies itself behind the instruction after the load.
 */
export function exceptionTable(loads: readonly FaultingLoad[]): string[] {
  return loads.flatMap(({ label, register }) => [
    `.word ${label} - .`,
    `.word (. - ${label} - 4) + (${register} << 27)`,
    `.hword ${EX_TYPE.bpf}, 0`,
  ]);
}
