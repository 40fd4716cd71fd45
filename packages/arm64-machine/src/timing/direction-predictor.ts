import type { Branches } from './core.js';

/** Counters below this predict not taken. */
const TAKEN = 2;
const STRONGEST = 3;

/**
 * Two-level global prediction: one table of two-bit counters by address, one by address and the history of recent
 * outcomes, and a third that chooses between them by address.
 */
export class DirectionPredictor {
  readonly #mask: number;
  readonly #historyMask: number;
  readonly #local: Uint8Array;
  readonly #global: Uint8Array;
  readonly #choice: Uint8Array;
  #history = 0;

  constructor({ historyBits, tableBits }: Branches['direction']) {
    const size = 2 ** tableBits.value;
    this.#mask = size - 1;
    this.#historyMask = 2 ** historyBits.value - 1;
    this.#local = new Uint8Array(size);
    this.#global = new Uint8Array(size);
    this.#choice = new Uint8Array(size);
    this.reset();
  }

  /** Whether a conditional branch is predicted taken. */
  predict(pc: number): boolean {
    const at = (pc >>> 2) & this.#mask;
    const table = this.#choice[at]! >= TAKEN ? this.#global[this.#mixed(at)]! : this.#local[at]!;
    return table >= TAKEN;
  }

  /** Learns the outcome of a conditional branch. */
  update(pc: number, taken: boolean): void {
    const at = (pc >>> 2) & this.#mask;
    const by = this.#mixed(at);
    const local = this.#local[at]! >= TAKEN,
      global = this.#global[by]! >= TAKEN;
    if (local !== global) this.#choice[at] = toward(this.#choice[at]!, global === taken);
    this.#local[at] = toward(this.#local[at]!, taken);
    this.#global[by] = toward(this.#global[by]!, taken);
    this.#history = ((this.#history << 1) | (taken ? 1 : 0)) & this.#historyMask;
  }

  /** The history may be longer than the table has index bits: its oldest outcomes fall away. */
  #mixed(at: number): number {
    return (at ^ this.#history) & this.#mask;
  }

  /** Recent outcomes, latest in bit 0. */
  get history(): number {
    return this.#history;
  }

  reset(): void {
    for (const table of [this.#local, this.#global, this.#choice]) table.fill(TAKEN - 1);
    this.#history = 0;
  }
}

function toward(counter: number, up: boolean): number {
  if (up) return counter < STRONGEST ? counter + 1 : counter;
  return counter > 0 ? counter - 1 : counter;
}
