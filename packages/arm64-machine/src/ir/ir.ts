/**
 * The intermediate representation of one instruction's semantics.
 *
 * A row of the table describes what an instruction does by calling a {@link SemanticsBuilder}; the calls are recorded as
 * a list of steps in program order. Engines, the dependency analysis of the timing model and the documentation all read
 * that list; nothing else describes an instruction's behaviour.
 */

/** Bits that a value carries. A truth value is 32 wide and holds 0 or 1. */
export type Width = 32 | 64;

/** Operations on values of equal width. Division by zero gives 0 (Arm ARM, C6.2 UDIV). */
export type BinaryOp =
  | 'add' | 'sub' | 'mul' | 'umulh' | 'smulh' | 'udiv' | 'sdiv'
  | 'and' | 'or' | 'xor'
  | 'shl' | 'lsr' | 'asr' | 'ror';

export type UnaryOp = 'not' | 'clz' | 'rbit' | 'rev16' | 'rev32' | 'rev';

/** Comparisons give a truth value. */
export type CompareOp = 'eq' | 'ne' | 'ult' | 'ule' | 'slt' | 'sle';

export type FlagName = 'N' | 'Z' | 'C' | 'V';

export interface AccessOptions {
  readonly acquire?: boolean;
  readonly release?: boolean;
  /** LDTR/STTR: checked with EL0's permissions. */
  readonly unprivileged?: boolean;
  /**
   * Alignment to the access size, or to so many bytes, is required even where SCTLR_ELx.A is 0 (exclusives, atomics,
   * acquire/release).
   */
  readonly aligned?: boolean | 8 | 16;
  /** A load that faults where a store would, even if nothing is stored in the end: CAS. */
  readonly update?: boolean;
}

interface ValueBase {
  readonly id: number;
  readonly width: Width;
}

export type Value = ValueBase &
  (
    | { readonly op: 'const'; readonly value: bigint }
    | { readonly op: 'reg'; readonly reg: number }
    | { readonly op: 'sp' }
    | { readonly op: 'pc' }
    | { readonly op: 'vreg'; readonly reg: number; readonly lane: 0 | 1 }
    | { readonly op: 'flag'; readonly flag: FlagName }
    | { readonly op: 'binary'; readonly fn: BinaryOp; readonly a: Value; readonly b: Value }
    | { readonly op: 'unary'; readonly fn: UnaryOp; readonly a: Value }
    | { readonly op: 'compare'; readonly fn: CompareOp; readonly a: Value; readonly b: Value }
    | { readonly op: 'select'; readonly cond: Value; readonly a: Value; readonly b: Value }
    | { readonly op: 'extend'; readonly a: Value; readonly from: number; readonly signed: boolean }
    | { readonly op: 'carryOut'; readonly a: Value; readonly b: Value; readonly carryIn: Value }
    | { readonly op: 'crc32'; readonly acc: Value; readonly data: Value; readonly bytes: 1 | 2 | 4 | 8; readonly castagnoli: boolean }
    | { readonly op: 'load'; readonly address: Value; readonly bytes: 1 | 2 | 4 | 8; readonly access: AccessOptions }
    | { readonly op: 'monitorPass'; readonly address: Value; readonly bytes: number }
    | { readonly op: 'sysreg'; readonly encoding: number }
  );

export type BranchKind = 'jump' | 'call' | 'return' | 'indirect' | 'indirectCall' | 'conditional';

export type ExceptionKind = 'svc' | 'hvc' | 'smc' | 'brk' | 'hlt' | 'undefined';

export type Effect =
  | { readonly op: 'setReg'; readonly reg: number; readonly value: Value }
  | { readonly op: 'setSp'; readonly value: Value }
  | { readonly op: 'setVreg'; readonly reg: number; readonly lane: 0 | 1; readonly value: Value }
  | { readonly op: 'setFlag'; readonly flag: FlagName; readonly value: Value }
  | { readonly op: 'store'; readonly address: Value; readonly value: Value; readonly bytes: 1 | 2 | 4 | 8; readonly access: AccessOptions }
  | { readonly op: 'setMonitor'; readonly address: Value; readonly bytes: number }
  | { readonly op: 'clearMonitor' }
  | { readonly op: 'branch'; readonly kind: BranchKind; readonly target: Value; readonly cond?: Value }
  | { readonly op: 'exception'; readonly kind: ExceptionKind; readonly imm: number }
  | { readonly op: 'eret' }
  | { readonly op: 'setSysreg'; readonly encoding: number; readonly value: Value }
  /** MSR (immediate): DAIFSet, DAIFClr, SPSel, PAN, UAO. */
  | { readonly op: 'setPstate'; readonly field: number; readonly imm: number }
  /** DC, IC, AT, TLBI: `encoding` is op0:op1:CRn:CRm:op2 as in MRS. */
  | { readonly op: 'system'; readonly encoding: number; readonly value: Value }
  /** WFI, WFE, SEV, YIELD ...; barriers: no effect on a single core's state, but visible to the timing model. `address` of a prefetch. */
  | { readonly op: 'hint'; readonly name: string; readonly address?: Value }
  | { readonly op: 'when'; readonly cond: Value; readonly steps: readonly Step[] };

/** Values are steps as well: a register read gives the value at its place in the list. */
export type Step = Value | Effect;

export function isValue(step: Step): step is Value {
  return 'id' in step;
}
