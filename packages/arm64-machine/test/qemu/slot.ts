/** Where the driver's sections are linked, and what a test case is to both sides. */

export const SLOT_ADDRESS = 0x2000_0000n;
/** Words of the slot that tests are put into; the driver's way out lies behind them. */
export const SLOT_WORDS = 16;

export const PLAYGROUND = 0x1000_0000n;
export const PLAYGROUND_SIZE = 0x40000;
/** Far enough from both ends for every offset that an instruction can hold. */
export const MIDDLE = PLAYGROUND + BigInt(PLAYGROUND_SIZE / 2);

/** The register that the driver leaves the slot with: tests do without it. */
export const RESERVED = 16;
/** SIMD registers that are set and compared. */
export const VECTORS = 4;

export const NOP = 0xd503201f;

/** What runs: words at the start of the slot, with everything that they may depend on. */
export interface Case {
  /** At most SLOT_WORDS; NOPs follow. */
  readonly words: readonly number[];
  readonly nzcv: number;
  /** X0..X30, SP. */
  readonly x: readonly bigint[];
  /** V0..V3, low and high halves. */
  readonly v: readonly bigint[];
  readonly tpidr: bigint;
  /** FPCR, of the bits that ARMv8.0 has. */
  readonly fpcr: bigint;
}

/** Bits of FPCR that both sides agree on: AHP, DN, FZ, RMode, and what is RES0 above them. */
export const FPCR_TESTED = 0xffff_ffff_ffc0_0000n;
