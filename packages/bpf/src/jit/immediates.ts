import { encodeBitmask } from '@tracelab/arm64-machine';

const hex = (value: number): string => `#0x${value.toString(16)}`;

/** A sign-extended 32-bit value in one or two instructions. `register` is 32 or 64 bits wide. */
export function moveImmediate(register: string, value: number): string[] {
  const low = value & 0xffff;
  const high = value >>> 16;
  if (high & 0x8000) {
    if (high === 0xffff) return [`movn ${register}, ${hex(~low & 0xffff)}`];
    const inverted = `movn ${register}, ${hex(~high & 0xffff)}, lsl #16`;
    return low === 0xffff ? [inverted] : [inverted, `movk ${register}, ${hex(low)}`];
  }
  const move = `movz ${register}, ${hex(low)}`;
  return high ? [move, `movk ${register}, ${hex(high)}, lsl #16`] : [move];
}

/**
 * A 64-bit value, from the highest 16-bit block that differs from the more frequent background (all zeros or all ones)
 * down; blocks equal to the background need no instruction.
 */
export function moveImmediate64(register: string, value: bigint): string[] {
  if (value >> 32n === 0n) return moveImmediate32(register, Number(value));
  const blocks = [0, 16, 32, 48].map((shift) => ({ shift, bits: Number((value >> BigInt(shift)) & 0xffffn) }));
  const count = (bits: number): number => blocks.filter((block) => block.bits === bits).length;
  const background = count(0xffff) > count(0) ? 0xffff : 0;
  const needed = blocks.filter(({ bits }) => bits !== background).reverse();
  const [first = { shift: 0, bits: background }, ...rest] = needed;
  return [
    background
      ? `movn ${register}, ${shifted(~first.bits & 0xffff, first.shift)}`
      : `movz ${register}, ${shifted(first.bits, first.shift)}`,
    ...rest.map(({ bits, shift }) => `movk ${register}, ${shifted(bits, shift)}`),
  ];
}

/** A value whose upper half is zero, moved as 32 bits: the write clears the rest. */
function moveImmediate32(register: string, value: number): string[] {
  return moveImmediate(register.replace('x', 'w'), value);
}

/** A kernel address: always three instructions, so that its value does not change the code's size. */
export function moveAddress(register: string, address: bigint): string[] {
  const block = (shift: bigint): number => Number((address >> shift) & 0xffffn);
  return [
    `movn ${register}, ${hex(~block(0n) & 0xffff)}`,
    `movk ${register}, ${shifted(block(16n), 16)}`,
    `movk ${register}, ${shifted(block(32n), 32)}`,
  ];
}

function shifted(bits: number, shift: number): string {
  return shift ? `${hex(bits)}, lsl #${shift}` : hex(bits);
}

/** Encodable in ADD, SUB, CMP, CMN (immediate): 12 bits, or 12 bits shifted by 12. */
export function isAddSubImmediate(value: number): boolean {
  return value >= 0 && (value <= 0xfff || (value <= 0xfff000 && value % 0x1000 === 0));
}

/** The sign-extended immediate as AND, ORR, EOR, TST write it, or undefined where they cannot encode it. */
export function logicalImmediate(value: number, wide: boolean): string | undefined {
  const width = wide ? 64 : 32;
  const bits = BigInt.asUintN(width, BigInt(value));
  return encodeBitmask(bits, width) && `#0x${bits.toString(16)}`;
}
