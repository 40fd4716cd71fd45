/** Relocations of data (ELF for the Arm 64-bit Architecture, 5.7.4): `size` bytes, absolute or from the place. */
const forms = {
  R_AARCH64_ABS64: { size: 8, relative: false },
  R_AARCH64_ABS32: { size: 4, relative: false },
  R_AARCH64_ABS16: { size: 2, relative: false },
  R_AARCH64_PREL64: { size: 8, relative: true },
  R_AARCH64_PREL32: { size: 4, relative: true },
  R_AARCH64_PREL16: { size: 2, relative: true },
} as const;

export type DataRelocationType = keyof typeof forms;

const dataRelocationTypes = Object.keys(forms) as DataRelocationType[];

export function isDataRelocation(type: string): type is DataRelocationType {
  return Object.hasOwn(forms, type);
}

/** The relocation that holds an address, or a distance from its own place, in `size` bytes. */
export function dataRelocation(size: number, relative: boolean): DataRelocationType | undefined {
  return dataRelocationTypes.find((type) => forms[type].size === size && forms[type].relative === relative);
}

/**
 * Writes `value` (symbol plus addend), or its distance from address `place`, into the bytes at `offset`.
 *
 * @throws RangeError that names the limits where it does not fit
 */
export function applyDataRelocation(
  bytes: Uint8Array,
  offset: number,
  type: DataRelocationType,
  place: bigint,
  value: bigint,
): void {
  const { size, relative } = forms[type];
  const bits = size * 8;
  const wanted = BigInt.asIntN(64, relative ? value - place : value);
  if (bits < 64) {
    // Both readings of the bits are accepted, as the ABI states: -2^(n-1) <= X < 2^n.
    const [low, high] = [-(1n << BigInt(bits - 1)), (1n << BigInt(bits)) - 1n];
    if (wanted < low || wanted > high)
      throw new RangeError(`${type}: ${hex(wanted)} is out of reach: ${hex(low)}..${hex(high)}`);
  }
  for (let i = 0; i < size; i++) bytes[offset + i] = Number(BigInt.asUintN(8, wanted >> BigInt(8 * i)));
}

const hex = (value: bigint): string => (value < 0n ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`);
