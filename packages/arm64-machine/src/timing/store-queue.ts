import type { Core, Stores } from './core.js';

/**
 * Stores from dispatch until they have written to the cache, in program order. Tells a load what to expect of the youngest
 * older store that it overlaps.
 */
export class StoreQueue {
  readonly #size: number;
  readonly #low: Int32Array;
  readonly #high: Int32Array;
  readonly #bytes: Int32Array;
  /** When address and data are both known, and when the store has left for the cache. */
  readonly #filledAt: Float64Array;
  readonly #writtenAt: Float64Array;
  #next = 0;
  readonly #contained: number;
  readonly #upperMissing: number;
  readonly #lowerMissing: number;
  readonly #bothCross16: number;
  readonly #bothCross64: number;

  /** Result of `match`: when the load has its data, and whether one store could not give them all. */
  dataAt = 0;
  hazard = false;

  constructor(window: Core['window'], { forwarding }: Stores) {
    this.#size = window.stores.value;
    this.#low = new Int32Array(this.#size);
    this.#high = new Int32Array(this.#size);
    this.#bytes = new Int32Array(this.#size);
    this.#filledAt = new Float64Array(this.#size);
    this.#writtenAt = new Float64Array(this.#size);
    this.#contained = forwarding.contained.value;
    this.#upperMissing = forwarding.upperMissing.value;
    this.#lowerMissing = forwarding.lowerMissing.value;
    this.#bothCross16 = forwarding.bothCross16.value;
    this.#bothCross64 = forwarding.bothCross64.value;
  }

  /** When the entry of the oldest store is free. */
  freeAt(): number {
    return this.#writtenAt[this.#next]!;
  }

  push(low: number, high: number, bytes: number, filledAt: number, writtenAt: number): void {
    const entry = this.#next;
    this.#low[entry] = low;
    this.#high[entry] = high;
    this.#bytes[entry] = bytes;
    this.#filledAt[entry] = filledAt;
    this.#writtenAt[entry] = writtenAt;
    this.#next = entry + 1 === this.#size ? 0 : entry + 1;
  }

  /** Whether a store that has not been written when the load issues overlaps it; sets `dataAt` and `hazard`. */
  match(low: number, high: number, bytes: number, issued: number): boolean {
    for (let age = 1; age <= this.#size; age++) {
      let entry = this.#next - age;
      if (entry < 0) entry += this.#size;
      if (this.#writtenAt[entry]! <= issued) return false; // Written in order, so all older ones are as well.
      if (this.#high[entry] !== high) continue;
      const offset = (low - this.#low[entry]!) | 0;
      const size = this.#bytes[entry]!;
      if (offset >= size || offset <= -bytes) continue;
      const filled = this.#filledAt[entry]!;
      this.hazard = offset < 0 || offset + bytes > size;
      if (!this.hazard) this.dataAt = filled + this.#contained + this.#crossing(low, bytes, this.#low[entry]!, size);
      else if (offset < 0) this.dataAt = filled + this.#lowerMissing;
      else this.dataAt = this.#writtenAt[entry]! + this.#upperMissing;
      return true;
    }
    return false;
  }

  reset(): void {
    this.#bytes.fill(0);
    this.#filledAt.fill(0);
    this.#writtenAt.fill(0);
    this.#next = 0;
  }

  #crossing(load: number, loadBytes: number, store: number, storeBytes: number): number {
    if (crosses(load, loadBytes, 64) && crosses(store, storeBytes, 64)) return this.#bothCross64;
    if (crosses(load, loadBytes, 16) && crosses(store, storeBytes, 16)) return this.#bothCross16;
    return 0;
  }
}

/** Whether an access of `bytes` at `low` lies in more than one aligned block of `block` bytes, a power of two. */
export function crosses(low: number, bytes: number, block: number): boolean {
  return (low & (block - 1)) + bytes > block;
}

/** How many aligned granules of `granule` bytes, a power of two, an access touches. */
export function granules(low: number, bytes: number, granule: number): number {
  return Math.ceil(((low & (granule - 1)) + bytes) / granule);
}
