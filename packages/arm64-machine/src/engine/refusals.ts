import { EC, FAULT_STATUS, type Exception } from '../cpu/exceptions.js';
import type { MemoryFault } from '../memory/memory.js';
import type { Translated } from './block.js';
import { BTYPE, type BranchType } from './branch-target.js';
import { permissionOf, trapSyndrome } from './privilege.js';

// The exceptions of an instruction that cannot be fetched or executed, or whose access is refused (Arm ARM D1.10, D13.2.37).

export function misalignedPc(pc: bigint): Exception {
  return { ec: EC.pcAlignment, iss: 0, returnAddress: pc, faultAddress: pc, text: `PC ${hex(pc)} is not aligned to 4 bytes` };
}

/** @param isMapped by something that is not executable at this exception level */
export function instructionAbort(pc: bigint, el: number, isMapped: boolean): Exception {
  return {
    ec: el === 0 ? EC.instructionAbortLower : EC.instructionAbortSame,
    iss: isMapped ? FAULT_STATUS.permission : FAULT_STATUS.translation,
    returnAddress: pc,
    faultAddress: pc,
    text: `instruction abort: ${isMapped ? 'nothing executable' : 'nothing mapped'} at ${hex(pc)}`,
  };
}

/** @param translated what the word is, where it is anything */
export function undefinedInstruction(word: number, translated: Translated | undefined, pc: bigint, el: number): Exception {
  const encoded = `word 0x${word.toString(16).padStart(8, '0')} at ${hex(pc)}`;
  if (translated && permissionOf(translated, el) === 'trapped') {
    return { ec: EC.trappedSystem, iss: trapSyndrome(word), returnAddress: pc, text: `${translated.instruction.row.mnemonic} is trapped to EL1: ${encoded}` };
  }
  const what = translated ? `${translated.instruction.row.mnemonic} is not allowed at EL${el}` : 'undefined instruction';
  return { ec: EC.unknown, iss: 0, returnAddress: pc, text: `${what}: ${encoded}` };
}

export function noLandingPad(pc: bigint, type: BranchType): Exception {
  return { ec: EC.branchTarget, iss: type, returnAddress: pc, text: `no landing pad for ${type === BTYPE.call ? 'BLR' : 'BR'} at ${hex(pc)}` };
}

export function dataAbort(pc: bigint, el: number, { kind, write }: MemoryFault, address: bigint): Exception {
  return {
    ec: el === 0 ? EC.dataAbortLower : EC.dataAbortSame,
    iss: FAULT_STATUS[kind] | (write ? 1 << 6 : 0),
    returnAddress: pc,
    faultAddress: address,
    text: `data abort: ${write ? 'write to' : 'read of'} ${hex(address)}, ${kind} fault`,
  };
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}
