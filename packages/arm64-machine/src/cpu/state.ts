/**
 * Architectural state of one core as one array of 32-bit words, so that generated code of any engine can reach it:
 * 64-bit registers are two words, low half first.
 */
export const SLOT = {
  /** X0..X30: word 2n and 2n+1. */
  x: 0,
  /** The stack pointer in use. */
  sp: 62,
  pc: 64,
  n: 66, z: 67, c: 68, v: 69,
  /** D, A, I, F as bits 3..0. */
  daif: 70,
  /** Exception level, 0 or 1. */
  el: 71,
  /** PSTATE.SP. */
  spsel: 72,
  /** Exclusive monitor: valid, address, bytes. */
  monitor: 73, monitorLow: 74, monitorHigh: 75, monitorBytes: 76,
  /** Where in the running block an access faulted. */
  faultIndex: 77,
  /** PSTATE.BTYPE. */
  btype: 78,
  /** Second half of a 64-bit result of a helper. */
  scratchHigh: 79,
  /** V0..V31: four words each. */
  vector: 80,
  /** System registers that are plain storage, two words each, allotted on first use. */
  sysreg: 208,
} as const;

/** More than EL1 can reach: what has a name, and the ID registers that have none yet; see `system-access.ts`. */
const SYSREG_SLOTS = 384;

export class CpuState {
  readonly words = new Int32Array(SLOT.sysreg + 2 * SYSREG_SLOTS);
  readonly #sysregSlots = new Map<number, number>();

  /** Word index of a system register's storage, by its 16-bit encoding. */
  sysregSlot(encoding: number): number {
    let slot = this.#sysregSlots.get(encoding);
    if (slot === undefined) {
      if (this.#sysregSlots.size === SYSREG_SLOTS) throw new Error(`more than ${SYSREG_SLOTS} system registers in use`);
      slot = SLOT.sysreg + 2 * this.#sysregSlots.size;
      this.#sysregSlots.set(encoding, slot);
    }
    return slot;
  }

  /** Encodings of the system registers that have been touched, and their values. */
  *sysregs(): Iterable<[encoding: number, value: bigint]> {
    for (const [encoding, slot] of this.#sysregSlots) yield [encoding, this.get(slot)];
  }

  /** A 64-bit register by the word index of its low half. */
  get(slot: number): bigint {
    return (BigInt(this.words[slot + 1]! >>> 0) << 32n) | BigInt(this.words[slot]! >>> 0);
  }

  set(slot: number, value: bigint): void {
    this.words[slot] = Number(BigInt.asIntN(32, value));
    this.words[slot + 1] = Number(BigInt.asIntN(32, value >> 32n));
  }

  getX(n: number): bigint {
    return this.get(SLOT.x + 2 * n);
  }
  setX(n: number, value: bigint): void {
    this.set(SLOT.x + 2 * n, value);
  }

  get sp(): bigint { return this.get(SLOT.sp); }
  set sp(value: bigint) { this.set(SLOT.sp, value); }
  get pc(): bigint { return this.get(SLOT.pc); }
  set pc(value: bigint) { this.set(SLOT.pc, value); }
  get el(): number { return this.words[SLOT.el]!; }

  /** PSTATE as SPSR has it: NZCV 31..28, BTYPE 11..10, DAIF 9..6, M[3:0] (Arm ARM C5.2.18 SPSR_EL1). */
  get pstate(): number {
    const w = this.words;
    const flags = (w[SLOT.n]! << 31) | (w[SLOT.z]! << 30) | (w[SLOT.c]! << 29) | (w[SLOT.v]! << 28);
    return (flags | (w[SLOT.btype]! << 10) | (w[SLOT.daif]! << 6) | (w[SLOT.el]! << 2) | (w[SLOT.el] === 0 ? 0 : w[SLOT.spsel]!)) >>> 0;
  }

  /** Sets the flags and masks of PSTATE, not the exception level. */
  setFlags(spsr: number): void {
    const w = this.words;
    w[SLOT.n] = (spsr >>> 31) & 1;
    w[SLOT.z] = (spsr >>> 30) & 1;
    w[SLOT.c] = (spsr >>> 29) & 1;
    w[SLOT.v] = (spsr >>> 28) & 1;
    w[SLOT.btype] = (spsr >>> 10) & 3;
    w[SLOT.daif] = (spsr >>> 6) & 0xf;
  }
}
