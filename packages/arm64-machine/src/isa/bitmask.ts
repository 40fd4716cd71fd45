import { replicate } from './bits.js';

/** The N, immr and imms fields of a logical immediate. */
export interface Bitmask {
  readonly N: number;
  readonly immr: number;
  readonly imms: number;
}

const ones = (count: number): bigint => (1n << BigInt(count)) - 1n;

const rotateRight = (element: bigint, by: number, size: number): bigint =>
  ((element >> BigInt(by)) | (element << BigInt(size - by))) & ones(size);

/** The logical immediate of these fields, or undefined where they are reserved (Arm ARM, DecodeBitMasks). */
export function decodeBitmask({ N, immr, imms }: Bitmask, width: 32 | 64): bigint | undefined {
  const log2 = 31 - Math.clz32((N << 6) | (~imms & 0x3f));
  if (log2 < 1 || (width === 32 && N === 1)) return undefined;
  const size = 1 << log2;
  const run = (imms & (size - 1)) + 1;
  if (run === size) return undefined;
  return replicate(rotateRight(ones(run), immr & (size - 1), size), size, width);
}

const rotated = (size: number, immr: number, run: number): Bitmask =>
  ({ N: size === 64 ? 1 : 0, immr, imms: (~(size * 2 - 1) & 0x3f) | (run - 1) });

/** The fields for a logical immediate, or undefined where no rotated run of ones, replicated, makes up `value`. */
export function encodeBitmask(value: bigint, width: 32 | 64): Bitmask | undefined {
  for (let size = 2; size <= width; size *= 2) {
    const element = value & ones(size);
    if (replicate(element, size, width) !== value) continue;
    // Ones rotated to the right by as many as have come out on top, or by all of them and the zeros above.
    const [, top, low, above, whole] = /^(?:(1*)0+(1+)|(0*)(1+)0+)$/.exec(element.toString(2).padStart(size, '0')) ?? [];
    if (low !== undefined) return rotated(size, top!.length, top!.length + low.length);
    if (whole !== undefined) return rotated(size, above!.length + whole.length, whole.length);
    return undefined;
  }
  return undefined;
}
