import { operationPermission, pstatePermission, registerPermission, type Permission } from '../cpu/system-access.js';
import { isValue, type Effect } from '../ir/ir.js';
import type { Translated } from './block.js';

/** What an exception level may do with an instruction of the table. */
export function permissionOf({ instruction, steps, dataflow }: Translated, el: number): Permission {
  const { class: timed, mnemonic } = instruction.row;
  const effect = <K extends Effect['op']>(op: K): Extract<Effect, { op: K }> =>
    steps.find((step): step is Extract<Effect, { op: K }> => !isValue(step) && step.op === op)!;
  switch (timed) {
    case 'mrs': return registerPermission(dataflow.sysregReads[0]!, false, el);
    case 'msr': return registerPermission(dataflow.sysregWrites[0]!, true, el);
    case 'msr-immediate': return pstatePermission(effect('setPstate').field, el);
    case 'system': return operationPermission(effect('system').encoding, mnemonic === 'sysl', el);
    case 'eret': return el === 1 ? 'allowed' : 'undefined';
    default: return 'allowed';
  }
}

/** ISS of a trapped MSR, MRS or system instruction (Arm ARM D13.2.37, EC 0x18), from its word. */
export function trapSyndrome(word: number): number {
  const field = (shift: number, width: number): number => (word >>> shift) & (2 ** width - 1);
  const [direction, op0, op1, CRn, CRm, op2, Rt] = [field(21, 1), field(19, 2), field(16, 3), field(12, 4), field(8, 4), field(5, 3), field(0, 5)];
  return (op0 << 20) | (op2 << 17) | (op1 << 14) | (CRn << 10) | (Rt << 5) | (CRm << 1) | direction;
}
