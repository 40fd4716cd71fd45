/** What a relocation puts into an instruction word (ELF for the Arm 64-bit Architecture, Relocation). */
interface Field {
  /** Lowest bit of the value that the instruction holds, and how many from there on. */
  readonly shift: bigint;
  readonly width: bigint;
  /** Values are distances from the place, or from its 4 KiB page, instead of addresses. */
  readonly relativeTo?: 'place' | 'page';
  /** Refuses a value that does not fit: as a signed or an unsigned number of `shift + width` bits. */
  readonly range?: 'signed' | 'unsigned';
  /** The field is a part out of the middle of the value; of any other field, bits below it must be 0. */
  readonly partial?: true;
  readonly insert: (word: number, bits: number) => number;
}

const at = (lsb: number, width: number) => (word: number, bits: number) =>
  ((word & ~((2 ** width - 1) << lsb)) | (bits << lsb)) >>> 0;

/** ADR and ADRP hold bits 1:0 apart from the others. */
const insertAdr = (word: number, bits: number): number => at(29, 2)(at(5, 19)(word, bits >>> 2), bits & 3);

/** MOVW_SABS makes a MOVN of a negative value and a MOVZ of another. */
const insertMovSigned = (word: number, bits: number): number =>
  at(5, 16)(at(30, 1)(word, bits >>> 16 ? 0 : 1), (bits >>> 16 ? ~bits : bits) & 0xffff);

const branch = (width: number, lsb: number): Field =>
  ({ shift: 2n, width: BigInt(width), relativeTo: 'place', range: 'signed', insert: at(lsb, width) });
const low12 = (log2: number): Field => ({ shift: BigInt(log2), width: BigInt(12 - log2), insert: at(10, 12) });
const movw = (group: number, range?: 'unsigned'): Field =>
  ({ shift: BigInt(16 * group), width: 16n, partial: true, ...(range && { range }), insert: at(5, 16) });
const movwSigned = (group: number): Field =>
  ({ shift: BigInt(16 * group), width: 17n, partial: true, range: 'signed', insert: insertMovSigned });

const fields = {
  R_AARCH64_CALL26: branch(26, 0),
  R_AARCH64_JUMP26: branch(26, 0),
  R_AARCH64_CONDBR19: branch(19, 5),
  R_AARCH64_TSTBR14: branch(14, 5),
  R_AARCH64_LD_PREL_LO19: branch(19, 5),
  R_AARCH64_ADR_PREL_LO21: { shift: 0n, width: 21n, relativeTo: 'place', range: 'signed', insert: insertAdr },
  R_AARCH64_ADR_PREL_PG_HI21: { shift: 12n, width: 21n, relativeTo: 'page', range: 'signed', insert: insertAdr },
  R_AARCH64_ADR_PREL_PG_HI21_NC: { shift: 12n, width: 21n, relativeTo: 'page', insert: insertAdr },
  R_AARCH64_ADD_ABS_LO12_NC: low12(0),
  R_AARCH64_LDST8_ABS_LO12_NC: low12(0),
  R_AARCH64_LDST16_ABS_LO12_NC: low12(1),
  R_AARCH64_LDST32_ABS_LO12_NC: low12(2),
  R_AARCH64_LDST64_ABS_LO12_NC: low12(3),
  R_AARCH64_LDST128_ABS_LO12_NC: low12(4),
  R_AARCH64_MOVW_UABS_G0: movw(0, 'unsigned'),
  R_AARCH64_MOVW_UABS_G0_NC: movw(0),
  R_AARCH64_MOVW_UABS_G1: movw(1, 'unsigned'),
  R_AARCH64_MOVW_UABS_G1_NC: movw(1),
  R_AARCH64_MOVW_UABS_G2: movw(2, 'unsigned'),
  R_AARCH64_MOVW_UABS_G2_NC: movw(2),
  R_AARCH64_MOVW_UABS_G3: movw(3),
  R_AARCH64_MOVW_SABS_G0: movwSigned(0),
  R_AARCH64_MOVW_SABS_G1: movwSigned(1),
  R_AARCH64_MOVW_SABS_G2: movwSigned(2),
} satisfies Record<string, Field>;

export type RelocationType = keyof typeof fields;

export const relocationTypes = Object.keys(fields) as RelocationType[];

const hex = (value: bigint): string => (value < 0n ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`);

/**
 * Completes `word`, which lies at address `place`, with `value`: symbol plus addend.
 *
 * @throws RangeError that names the limits where the value is out of reach or misaligned
 */
export function applyRelocation(word: number, type: RelocationType, place: bigint, value: bigint): number {
  const field: Field = fields[type];
  const page = (address: bigint): bigint => address & ~0xfffn;
  const distance = field.relativeTo === 'place' ? value - place
    : field.relativeTo === 'page' ? page(value) - page(place)
    : value;
  const wanted = field.relativeTo === undefined ? distance : BigInt.asIntN(64, distance);
  const step = 1n << field.shift;
  if (!field.partial && wanted % step !== 0n) {
    throw new RangeError(`${type}: ${hex(wanted)} is not a multiple of ${step}`);
  }
  if (field.range !== undefined) {
    const bits = field.shift + field.width;
    const [low, high] = field.range === 'signed' ? [-(1n << (bits - 1n)), 1n << (bits - 1n)] : [0n, 1n << bits];
    if (wanted < low || wanted >= high) {
      const last = high - (field.partial ? 1n : step);
      throw new RangeError(`${type}: ${hex(wanted)} is out of reach: ${hex(low)}..${hex(last)}`);
    }
  }
  return field.insert(word, Number(BigInt.asUintN(Number(field.width), wanted >> field.shift)));
}
