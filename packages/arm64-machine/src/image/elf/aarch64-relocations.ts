import type { ObjectRelocation } from '../object-code.js';

/** Numbers of relocation types (ELF for the Arm 64-bit Architecture, 5.7). */
const numbers: Readonly<Record<ObjectRelocation['type'], number>> = {
  R_AARCH64_ABS64: 257,
  R_AARCH64_ABS32: 258,
  R_AARCH64_ABS16: 259,
  R_AARCH64_PREL64: 260,
  R_AARCH64_PREL32: 261,
  R_AARCH64_PREL16: 262,
  R_AARCH64_MOVW_UABS_G0: 263,
  R_AARCH64_MOVW_UABS_G0_NC: 264,
  R_AARCH64_MOVW_UABS_G1: 265,
  R_AARCH64_MOVW_UABS_G1_NC: 266,
  R_AARCH64_MOVW_UABS_G2: 267,
  R_AARCH64_MOVW_UABS_G2_NC: 268,
  R_AARCH64_MOVW_UABS_G3: 269,
  R_AARCH64_MOVW_SABS_G0: 270,
  R_AARCH64_MOVW_SABS_G1: 271,
  R_AARCH64_MOVW_SABS_G2: 272,
  R_AARCH64_LD_PREL_LO19: 273,
  R_AARCH64_ADR_PREL_LO21: 274,
  R_AARCH64_ADR_PREL_PG_HI21: 275,
  R_AARCH64_ADR_PREL_PG_HI21_NC: 276,
  R_AARCH64_ADD_ABS_LO12_NC: 277,
  R_AARCH64_LDST8_ABS_LO12_NC: 278,
  R_AARCH64_TSTBR14: 279,
  R_AARCH64_CONDBR19: 280,
  R_AARCH64_JUMP26: 282,
  R_AARCH64_CALL26: 283,
  R_AARCH64_LDST16_ABS_LO12_NC: 284,
  R_AARCH64_LDST32_ABS_LO12_NC: 285,
  R_AARCH64_LDST64_ABS_LO12_NC: 286,
  R_AARCH64_LDST128_ABS_LO12_NC: 299,
};

const byNumber = new Map(Object.entries(numbers).map(([type, number]) => [number, type as ObjectRelocation['type']]));

export function relocationTypeOf(number: number): ObjectRelocation['type'] | undefined {
  return byNumber.get(number);
}
