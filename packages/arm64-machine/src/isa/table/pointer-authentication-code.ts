import type { SemanticsBuilder } from '../../ir/builder.js';
import type { Value } from '../../ir/ir.js';
import { systemRegisterByName } from '../system-registers.js';

/** Instruction (I) and data (D) keys A and B. */
export type Key = 'ia' | 'ib' | 'da' | 'db';

/** Bits that hold the code: addresses have 48 bits, bit 55 tells the halves of the address space apart, and no tag is ignored. */
const CODE = 0xff7f_0000_0000_0000n;

/** The bit of SCTLR_EL1 that switches a key on: EnIA, EnIB, EnDA, EnDB. */
const enableBit: Readonly<Record<Key, number>> = { ia: 31, ib: 30, da: 27, db: 13 };

const register = (m: SemanticsBuilder, name: string): Value => m.sysreg(systemRegisterByName(name)!);

/** The pointer without a code (Arm ARM, shared/functions/pac/strip/Strip). */
export function strip(m: SemanticsBuilder, pointer: Value): Value {
  const high = m.and(pointer, m.const(1n << 55n));
  return m.select(
    m.compare('ne', high, m.const(0)),
    m.or(pointer, m.const(CODE)),
    m.and(pointer, m.const(~CODE)),
  );
}

/**
 * A keyed hash of 64 bits. The architecture leaves the algorithm IMPLEMENTATION DEFINED (FEAT_PACIMP); this one is three rounds of
 * multiply and fold.
 */
function hash(m: SemanticsBuilder, pointer: Value, modifier: Value, key: string): Value {
  const fold = (value: Value): Value => m.xor(value, m.lsr(value, m.const(29)));
  const round = (value: Value, mixed: Value): Value =>
    fold(m.mul(m.xor(value, mixed), m.const(0x9e37_79b9_7f4a_7c15n)));
  const low = register(m, `ap${key}keylo_el1`);
  const high = register(m, `ap${key}keyhi_el1`);
  return round(round(round(low, pointer), modifier), high);
}

function whereEnabled(m: SemanticsBuilder, key: Key, pointer: Value, changed: Value): Value {
  const enabled = m.and(register(m, 'sctlr_el1'), m.const(1n << BigInt(enableBit[key])));
  return m.select(m.compare('ne', enabled, m.const(0)), changed, pointer);
}

/** The pointer with its code (Arm ARM, AddPAC). A pointer that was not canonical gets a code that does not authenticate. */
export function sign(m: SemanticsBuilder, pointer: Value, modifier: Value, key: Key): Value {
  const plain = strip(m, pointer);
  const code = m.and(hash(m, plain, modifier, key), m.const(CODE));
  const signed = m.or(m.and(plain, m.const(~CODE)), code);
  const poison = m.select(m.compare('eq', plain, pointer), m.const(0), m.const(1n << 62n));
  return whereEnabled(m, key, pointer, m.xor(signed, poison));
}

/** The pointer without its code; where that was wrong, an address that faults when it is used (Arm ARM, Auth). */
export function authenticate(m: SemanticsBuilder, pointer: Value, modifier: Value, key: Key): Value {
  const plain = strip(m, pointer);
  const code = m.and(hash(m, plain, modifier, key), m.const(CODE));
  const right = m.compare('eq', code, m.and(pointer, m.const(CODE)));
  const errorCode = key.endsWith('a') ? 1n : 2n;
  const refused = m.or(m.and(plain, m.const(~(3n << 61n))), m.const(errorCode << 61n));
  return whereEnabled(m, key, pointer, m.select(right, plain, refused));
}

/** A code of 32 bits in the upper half, with the generic key (Arm ARM, PACGA). */
export function genericCode(m: SemanticsBuilder, value: Value, modifier: Value): Value {
  return m.and(hash(m, value, modifier, 'ga'), m.const(0xffff_ffff_0000_0000n));
}
