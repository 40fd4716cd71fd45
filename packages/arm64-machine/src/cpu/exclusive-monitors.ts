import { EXCLUSIVE_GRANULE } from './cache-type.js';
import { SLOT, type CpuState } from './state.js';

const GRANULE_MASK = -EXCLUSIVE_GRANULE;

/**
 * The global exclusive monitor (Arm ARM B2.9.2) of cores that share a memory: a store to a granule that another core has
 * reserved takes the reservation away, whoever stores and whatever the store.
 *
 * A core's own plain stores leave its own reservation alone, which the architecture lets an implementation choose.
 */
export class ExclusiveMonitors {
  readonly #cores: Int32Array[] = [];

  /** Has the monitor of one more core watched. */
  watch(state: CpuState): void {
    this.#cores.push(state.words);
  }

  /** `size` bytes at an address, in int32 halves, have been stored to: by a core, or by the host where `by` is absent. */
  stored(low: number, high: number, size: number, by?: Int32Array): void {
    const last = (low + size - 1) | 0;
    const lastHigh = last >>> 0 < low >>> 0 ? (high + 1) | 0 : high;
    for (const words of this.#cores) {
      if (words === by || words[SLOT.monitor] === 0) continue;
      if (overlaps(words, low, high, last, lastHigh)) words[SLOT.monitor] = 0;
    }
  }
}

/** Whether the reserved granule, which never straddles 4 GiB, meets the bytes from the first to the last address. */
function overlaps(words: Int32Array, low: number, high: number, last: number, lastHigh: number): boolean {
  const granule = words[SLOT.monitorLow]! & GRANULE_MASK;
  const granuleHigh = words[SLOT.monitorHigh]!;
  const before = high === granuleHigh ? (low & GRANULE_MASK) >>> 0 <= granule >>> 0 : high >>> 0 < granuleHigh >>> 0;
  const behind = lastHigh === granuleHigh ? last >>> 0 >= granule >>> 0 : lastHigh >>> 0 > granuleHigh >>> 0;
  return before && behind;
}
