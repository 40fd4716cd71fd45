import { systemRegisterByName } from '../isa/index.js';
import { SLOT, type CpuState } from './state.js';

/** Exception classes, ESR_ELx.EC (Arm ARM D13.2.37). */
export const EC = {
  unknown: 0x00,
  branchTarget: 0x0d,
  illegalState: 0x0e,
  svc64: 0x15,
  trappedSystem: 0x18,
  instructionAbortLower: 0x20,
  instructionAbortSame: 0x21,
  pcAlignment: 0x22,
  dataAbortLower: 0x24,
  dataAbortSame: 0x25,
  spAlignment: 0x26,
  breakpoint: 0x3c,
} as const;

/** Fault status codes of aborts (ISS[5:0]); tables have four levels here, and pages are the last. */
export const FAULT_STATUS = { translation: 0x07, permission: 0x0f, alignment: 0x21 } as const;

/** One synchronous exception on its way to EL1. */
export interface Exception {
  readonly ec: number;
  /** Instruction-specific syndrome, 25 bits. */
  readonly iss: number;
  /** Preferred return address, for ELR_EL1. */
  readonly returnAddress: bigint;
  /** For FAR_EL1, where the class has one. */
  readonly faultAddress?: bigint;
  /** Immediate of the HLT that raised it: hosts give such instructions a meaning, as semihosting does. */
  readonly hlt?: number;
  /** What happened, for people: `data abort (translation fault), read of 0x10`. */
  readonly text: string;
}

const named = (name: string): number => {
  const encoding = systemRegisterByName(name);
  if (encoding === undefined) throw new Error(`no system register ${name}`);
  return encoding;
};

export const SYSREG = {
  elr: named('elr_el1'),
  spsr: named('spsr_el1'),
  esr: named('esr_el1'),
  far: named('far_el1'),
  sctlr: named('sctlr_el1'),
  par: named('par_el1'),
  vbar: named('vbar_el1'),
  sp0: named('sp_el0'),
  tpidr1: named('tpidr_el1'),
  /** SP_EL1 as EL2 would name it: storage for the stack pointer that is not in use. */
  sp1: named('sp_el1'),
  nzcv: named('nzcv'),
  fpcr: named('fpcr'),
  fpsr: named('fpsr'),
  daif: named('daif'),
  currentEl: named('currentel'),
  spsel: named('spsel'),
  cntvct: named('cntvct_el0'),
  cntpct: named('cntpct_el0'),
  cntfrq: named('cntfrq_el0'),
  pmccntr: named('pmccntr_el0'),
  mpidr: named('mpidr_el1'),
  ctr: named('ctr_el0'),
  dczid: named('dczid_el0'),
} as const;

/** Offsets from VBAR_EL1 of the synchronous vectors (Arm ARM D1.10.2). */
const SYNC_VECTOR = { currentSp0: 0x000, currentSpx: 0x200, lower64: 0x400 } as const;

/** AArch64.TakeException to EL1: saves the state, masks DAIF, selects SP_EL1, goes to the vector. */
export function takeException(state: CpuState, exception: Exception): void {
  const w = state.words;
  const from = w[SLOT.el]!;
  const vector = from === 0 ? SYNC_VECTOR.lower64 : w[SLOT.spsel] === 0 ? SYNC_VECTOR.currentSp0 : SYNC_VECTOR.currentSpx;
  const illegal = exception.ec === EC.illegalState ? SPSR_IL : 0;
  state.set(state.sysregSlot(SYSREG.spsr), BigInt((state.pstate | illegal) >>> 0));
  state.set(state.sysregSlot(SYSREG.elr), exception.returnAddress);
  state.set(state.sysregSlot(SYSREG.esr), (BigInt(exception.ec) << 26n) | (1n << 25n) | BigInt(exception.iss));
  if (exception.faultAddress !== undefined) state.set(state.sysregSlot(SYSREG.far), exception.faultAddress);
  switchTo(state, 1, 1);
  w[SLOT.btype] = 0;
  w[SLOT.daif] = 0xf;
  state.pc = state.get(state.sysregSlot(SYSREG.vbar)) + BigInt(vector);
}

/** PSTATE.IL in SPSR_EL1. */
const SPSR_IL = 1 << 20;

/** M[4:0] that ERET at EL1 may return to: EL0, and EL1 with either stack pointer. */
const RETURN_MODES = [0b0_0000, 0b0_0100, 0b0_0101];

/**
 * ERET at EL1: AArch64.ExceptionReturn; only AArch64 states at EL0 and EL1 exist. Clears the exclusive monitor.
 *
 * @returns after an illegal return, the Illegal Execution state exception that whatever is executed next would take
 */
export function exceptionReturn(state: CpuState): Exception | undefined {
  const spsr = Number(BigInt.asUintN(32, state.get(state.sysregSlot(SYSREG.spsr))));
  const target = state.get(state.sysregSlot(SYSREG.elr));
  state.setFlags(spsr);
  state.words[SLOT.monitor] = 0;
  state.pc = target;
  const mode = spsr & 0x1f;
  if ((spsr & SPSR_IL) !== 0 || !RETURN_MODES.includes(mode)) {
    return { ec: EC.illegalState, iss: 0, returnAddress: target, text: `eret to a state that does not exist: SPSR_EL1 0x${spsr.toString(16)}` };
  }
  switchTo(state, (mode >> 2) & 1, mode & 1);
  return undefined;
}

/** MSR SPSel: which stack pointer EL1 uses. */
export function selectStackPointer(state: CpuState, spsel: number): void {
  switchTo(state, state.el, spsel);
}

/** Banks the stack pointer in use and takes the one of the new level. */
function switchTo(state: CpuState, el: number, spsel: number): void {
  const w = state.words;
  const bank = (level: number, select: number): number => state.sysregSlot(level === 1 && select === 1 ? SYSREG.sp1 : SYSREG.sp0);
  state.set(bank(w[SLOT.el]!, w[SLOT.spsel]!), state.sp);
  w[SLOT.el] = el;
  w[SLOT.spsel] = spsel;
  state.sp = state.get(bank(el, spsel));
}
