import type { Instruction } from '../isa/index.js';

/** PSTATE.BTYPE: what kind of branch led here, where the page is guarded (FEAT_BTI). */
export const BTYPE = { none: 0b00, jumpByX16: 0b01, call: 0b10, jump: 0b11 } as const;
export type BranchType = (typeof BTYPE)[keyof typeof BTYPE];

/** SCTLR_EL1.BT0 and BT1: PACIASP is no landing pad for a jump by another register than X16 and X17, at EL0 and EL1. */
const STRICT_BIT = [35n, 36n] as const;

/** What an instruction leaves in PSTATE.BTYPE (Arm ARM, C6.2 BR and BLR); RET leaves none. */
export function branchTypeOf({ row: { mnemonic }, fields }: Instruction, guarded: boolean): BranchType {
  if (mnemonic.startsWith('blr')) return BTYPE.call;
  if (!/^br(a[ab]z?)?$/.test(mnemonic)) return BTYPE.none;
  return guarded && fields['Rn'] !== 16 && fields['Rn'] !== 17 ? BTYPE.jump : BTYPE.jumpByX16;
}

/** Whether a branch of a kind may land on an instruction (Arm ARM, BTypeCompatible_BTI and _PACIXSP). `sctlr` is SCTLR_EL1. */
export function mayLand(type: BranchType, word: number, sctlr: bigint, el: number): boolean {
  if (isBreakpointOrHalt(word)) return true;
  if ((word & 0xffff_f01f) >>> 0 !== 0xd503_201f) return false;
  switch ((word >>> 5) & 0x7f) {
    case 25: case 27: // PACIASP, PACIBSP
      return type !== BTYPE.jump || ((sctlr >> STRICT_BIT[el]!) & 1n) === 0n;
    case 34: // BTI C
      return type !== BTYPE.jump;
    case 36: // BTI J
      return type !== BTYPE.call;
    case 38: // BTI JC
      return true;
    default:
      return false;
  }
}

function isBreakpointOrHalt(word: number): boolean {
  const operation = (word & 0xffe0_001f) >>> 0;
  return operation === 0xd420_0000 || operation === 0xd440_0000;
}
