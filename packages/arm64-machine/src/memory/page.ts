export const PAGE_SHIFT = 12;
export const PAGE_SIZE = 1 << PAGE_SHIFT;

/** Number of the page that holds an address: 52 bits, exact as a double. */
export function pageNumber(low: number, high: number): number {
  return (high >>> 0) * 2 ** (32 - PAGE_SHIFT) + (low >>> PAGE_SHIFT);
}

/** The same of an address in one piece. */
export function pageOf(address: bigint): number {
  return Number(BigInt.asUintN(64, address) >> BigInt(PAGE_SHIFT));
}

/** An address some bytes on, in int32 halves. */
export function plus(low: number, high: number, bytes: number): [number, number] {
  const sum = (low + bytes) | 0;
  return [sum, sum >>> 0 < low >>> 0 ? (high + 1) | 0 : high];
}
