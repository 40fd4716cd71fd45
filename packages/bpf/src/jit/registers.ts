/** R0..R10 in A64 registers (kernel-paths.md 8): R0 is not X0, so that a call's arguments and R0 never collide. */
const MAPPING = [7, 0, 1, 2, 3, 4, 19, 20, 21, 22, 25] as const;

/** The 64-bit name of a BPF register. */
export function x(register: number): string {
  return `x${MAPPING[register]}`;
}

/** The 64-bit or 32-bit name of a BPF register. */
export function r(register: number, wide: boolean): string {
  return `${wide ? 'x' : 'w'}${MAPPING[register]}`;
}

/** The JIT's own registers, as numbers, for `scratch`. */
export const TMP1 = 10;
export const TMP2 = 11;
export const TMP3 = 12;
/** BPF_REG_AX: the copy of the operand in a fetching atomic. */
export const AX = 9;

/** One of the JIT's own registers, as wide as the operation. */
export function scratch(register: number, wide: boolean): string {
  return `${wide ? 'x' : 'w'}${register}`;
}

export const R0 = x(0);
export const FP = x(10);
/** Tail calls made so far. */
export const TCC = 'x26';
/** FP_BOTTOM: below every stack access, so that offsets from it are positive and fit the scaled immediate. */
export const FPB = 'x27';
