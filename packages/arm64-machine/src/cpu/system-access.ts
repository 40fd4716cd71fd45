import { systemOperationName, systemRegisterByName, systemRegisterName } from '../isa/index.js';

/** What becomes of an access to a register or an operation: a trap is one to EL1 with ESR_EL1.EC 0x18. */
export type Permission = 'allowed' | 'undefined' | 'trapped';

/**
 * What the exception levels may reach (Arm ARM C5.1.3): op1 3 is EL0's space, 0 to 2 are EL1's, 4 to 7 belong to levels and states
 * that this machine has not.
 *
 * Of the controls that open EL1's side to EL0, SCTLR_EL1.UMA counts as 0; UCI, UCT and DZE, those of the timers (CNTKCTL_EL1)
 * and of the performance monitors (PMUSERENR_EL0) count as 1.
 */
function byLevel(encoding: number, el: number): Permission {
  const op1 = (encoding >> 11) & 7;
  return op1 === 3 || (el === 1 && op1 < 3) ? 'allowed' : 'undefined';
}

const DAIF = systemRegisterByName('daif')!;

/** ID registers of AArch32 and AArch64, those that have no name yet among them: they read as zero (Arm ARM C5.3.6). */
const isIdRegister = (encoding: number): boolean => encoding >> 7 === 0b11_000_0000 && ((encoding >> 3) & 15) > 0 && ((encoding >> 3) & 15) < 8;

const readOnly = new RegExp(`^(?:${[
  'midr_el1', 'mpidr_el1', 'revidr_el1', 'ccsidr2?_el1', 'clidr_el1', 'aidr_el1', 'ctr_el0', 'dczid_el0', 'currentel', 'rvbar_el1', 'isr_el1',
  'cntpct_el0', 'cntvct_el0', 'pmceid[01]_el0', 'mdccsr_el0', 'mdrar_el1', 'oslsr_el1', 'dbgauthstatus_el1', 'erridr_el1', 'erxfr_el1',
  'icc_(?:iar|hppir)[01]_el1', 'icc_rpr_el1',
].join('|')})$`);
const writeOnly = /^(?:oslar_el1|pmswinc_el0|icc_(?:eoir[01]|dir|a?sgi[01]+r)_el1)$/;
/** Read only at EL0. */
const writtenAtEl1 = /^(?:tpidrro_el0|cntfrq_el0|pmuserenr_el0)$/;
/** Of debug state, which the machine never enters. */
const debugState = /^(?:dspsr|dlr)_el0$/;

/** MRS, or MSR (register), of a register by its encoding op0:op1:CRn:CRm:op2. */
export function registerPermission(encoding: number, write: boolean, el: number): Permission {
  const level = byLevel(encoding, el);
  if (level !== 'allowed') return level;
  if (isIdRegister(encoding)) return write ? 'undefined' : 'allowed';
  const name = systemRegisterName(encoding);
  const isNamed = !name.startsWith('s2_') && !name.startsWith('s3_');
  if (!isNamed || debugState.test(name) || (write ? readOnly : writeOnly).test(name)) return 'undefined';
  if (el === 1) return 'allowed';
  if (encoding === DAIF) return 'trapped';
  return write && writtenAtEl1.test(name) ? 'undefined' : 'allowed';
}

/** SYS or SYSL; `encoding` as above with op0 1. All that is read by SYSL is IMPLEMENTATION DEFINED, and none is implemented. */
export function operationPermission(encoding: number, read: boolean, el: number): Permission {
  return read || systemOperationName(encoding) === undefined ? 'undefined' : byLevel(encoding, el);
}

/** PSTATE fields of MSR (immediate), op1:op2 (Arm ARM C5.2). */
export const PSTATE_FIELD = { spsel: 0b000_101, daifSet: 0b011_110, daifClr: 0b011_111 } as const;

/** MSR (immediate); PAN and UAO come with later versions. */
export function pstatePermission(field: number, el: number): Permission {
  if (field === PSTATE_FIELD.spsel) return el === 1 ? 'allowed' : 'undefined';
  if (field === PSTATE_FIELD.daifSet || field === PSTATE_FIELD.daifClr) return el === 1 ? 'allowed' : 'trapped';
  return 'undefined';
}
