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

/** The fields for a logical immediate, or undefined where no rotated run of ones, replicated, makes up `value`. */
export function encodeBitmask(value: bigint, width: 32 | 64): Bitmask | undefined {
  for (let size = 2; size <= width; size *= 2) {
    const element = value & ones(size);
    if (replicate(element, size, width) !== value) continue;
    const run = [...element.toString(2)].filter((bit) => bit === '1').length;
    if (run === 0 || run === size) return undefined;
    for (let immr = 0; immr < size; immr++) {
      if (rotateRight(ones(run), immr, size) !== element) continue;
      return { N: size === 64 ? 1 : 0, immr, imms: (~(size * 2 - 1) & 0x3f) | (run - 1) };
    }
    return undefined;
  }
  return undefined;
}
