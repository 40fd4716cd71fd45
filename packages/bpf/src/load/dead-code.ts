import type { Slot } from '../insn/slot.js';
import type { VerifierResult } from '../verifier/index.js';
import { goto } from './filter.js';

/**
 * What no path reaches is left out, and a branch that always goes one way is a jump, or nothing: what an instruction becomes,
 * or undefined where it stays (opt_hard_wire_dead_code_branches, opt_remove_dead_code, opt_remove_nops).
 */
export function withoutDeadCode(
  slots: readonly Slot[],
  { instructions, operations }: VerifierResult,
): (index: number) => readonly Slot[] | undefined {
  /** Whether nothing that lives stands between a jump and its target. */
  const adjacent = (from: number, to: number): boolean => {
    for (let index = from + 1; index < to; index++) if (operations[index] && instructions[index]!.seen) return false;
    return to > from;
  };
  return (index) => {
    const operation = operations[index];
    if (!operation) return undefined;
    if (!instructions[index]!.seen) return [];
    if (operation.kind === 'goto') return adjacent(index, operation.target) ? [] : undefined;
    if (operation.kind !== 'branch') return undefined;
    if (!instructions[operation.target]!.seen) return [];
    if (instructions[index + 1]!.seen) return undefined;
    return adjacent(index, operation.target) ? [] : [goto(slots[index]!.off)];
  };
}
