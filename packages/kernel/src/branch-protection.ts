import { systemRegisterByName, type CpuState, type Feature } from '@tracelab/arm64-machine';
import type { Parts, Routine } from './routine.js';

/**
 * CONFIG_ARM64_BTI_KERNEL: every function begins with BTI C unless PACIASP stands there, and text is guarded. The patchable
 * NOPs come behind it, so call sites are 4 bytes farther on (kernel-paths.md 1.1).
 */
export const branchTargetParts: Parts = { landingPads: true, macros: '\t.set LANDING_PADS, 1\n' };

/** BTI C where compiled C and SYM_FUNC_START have it; vector tables, whose slots have fixed places, are neither. */
export function landingPad({ text, traceable, align }: Routine): string {
  const [first] = /^\t? *(?!\.|\/\/)[a-z]+\b(?!:)/m.exec(text) ?? [''];
  const lands = !traceable && ['bti', 'paciasp'].includes(first.trim());
  return lands || align > 8 ? '' : '\tbti\tc\n';
}

/** What a compiler has where a jump table leads to: BTI J in such a build. */
export const jumpLandingPad = `        .ifdef  LANDING_PADS
        bti     j
        .endif`;

const slotOf = (state: CpuState, name: string): number => state.sysregSlot(systemRegisterByName(name)!);

/** SCTLR_EL1: EnIA; BT1 and BT0. */
const EN_IA = 1n << 31n;
const BT = (1n << 36n) | (1n << 35n);

/**
 * What the boot code sets where the core knows pointer authentication or BTI: the task's key for return addresses, which
 * nobody changes here, as user programs have none of their own.
 */
export function enableBranchProtection(state: CpuState, features: ReadonlySet<Feature>, task: bigint): void {
  if (features.has('pauth')) {
    state.set(slotOf(state, 'apiakeylo_el1'), BigInt.asUintN(64, task * 0x9e37_79b9_7f4a_7c15n));
    state.set(slotOf(state, 'apiakeyhi_el1'), BigInt.asUintN(64, ~task * 0xc2b2_ae3d_27d4_eb4fn));
  }
  const bits = (features.has('pauth') ? EN_IA : 0n) | (features.has('bti') ? BT : 0n);
  state.set(slotOf(state, 'sctlr_el1'), state.get(slotOf(state, 'sctlr_el1')) | bits);
}
