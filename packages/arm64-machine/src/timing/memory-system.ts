import { Cache } from './cache.js';
import { CAUSE } from './cause.js';
import { NOWHERE, type ClusterPlace } from './coherence.js';
import type { CacheGeometry, Core } from './core.js';
import { FillBuffers } from './fill-buffers.js';
import { StridePrefetcher } from './stride-prefetcher.js';

/**
 * What one translation covers. A trace does not tell page sizes: 4 KiB pages in the lower half of the address space, and
 * 2 MiB blocks in the upper, as a kernel maps itself and its linear map.
 */
const PAGE_SHIFT = 12;
const BLOCK_SHIFT = 21;

/**
 * Caches and translations of one core. Addresses are virtual, in two int32 halves. Methods give the cycles that an access
 * takes beyond a first-level hit, and leave the cause in `cause`.
 */
export class MemorySystem {
  readonly #lineShift: number;
  readonly #instruction: Cache;
  readonly #data: Cache;
  readonly #l2: Cache;
  readonly #dataTlb: Cache;
  readonly #instructionTlb: Cache;
  readonly #secondTlb: Cache;
  readonly #fills: FillBuffers;
  readonly #prefetcher: StridePrefetcher;
  readonly #l2Extra: number;
  readonly #dramExtra: number;
  readonly #lineFromL2: number;
  readonly #lineFromDram: number;
  readonly #secondTlbExtra: number;
  readonly #walkExtra: number;

  readonly #place: ClusterPlace | undefined;

  cause: number = CAUSE.L1;
  /** Whether an access waited for another core since this was last set to false. */
  waited = false;

  /** @param place where other cores share the memory */
  constructor({ memory, frontEnd, classes }: Core, place?: ClusterPlace) {
    const { lineBytes, instruction, data, prefetch, l2, l2Latency, dramLatency, tlb } = memory;
    const loadLatency = classes.load!.latency.value;
    const blocks = lineBytes.value / frontEnd.fetchBytes.value;
    this.#lineShift = Math.log2(lineBytes.value);
    const cache = ({ bytes, ways }: CacheGeometry): Cache => new Cache(bytes.value / lineBytes.value, ways.value);
    this.#instruction = cache(instruction);
    this.#data = cache(data);
    this.#l2 = place?.shared.l2 ?? cache(l2);
    this.#place = place;
    this.#dataTlb = new Cache(tlb.data.value, tlb.data.value);
    this.#instructionTlb = new Cache(tlb.instruction.value, tlb.instruction.value);
    this.#secondTlb = new Cache(tlb.second.entries.value, tlb.second.ways.value);
    this.#fills = new FillBuffers(data.missesInFlight.value);
    this.#prefetcher = new StridePrefetcher(prefetch.streams.value, prefetch.distance.value, this.#lineShift);
    this.#l2Extra = l2Latency.value - loadLatency;
    this.#dramExtra = dramLatency.value - loadLatency;
    this.#lineFromL2 = instruction.lineFromL2.value - blocks;
    this.#lineFromDram = instruction.lineFromDram.value - blocks;
    this.#secondTlbExtra = tlb.secondLevel.value;
    this.#walkExtra = tlb.walk.value;
  }

  /** A fetch from a line that differs from the one before. */
  fetch(low: number, high: number): number {
    const extra = this.#translate(this.#instructionTlb, low, high);
    const line = low >>> this.#lineShift;
    if (this.#instruction.touch(line, high)) {
      this.cause = CAUSE['front end'];
      return extra;
    }
    const hit = this.#l2.touch(line, high);
    this.cause = hit ? CAUSE.L2 : CAUSE.DRAM;
    return extra + (hit ? this.#lineFromL2 : this.#lineFromDram);
  }

  /** Whether there are other cores. */
  get isShared(): boolean {
    return this.#place !== undefined;
  }

  /** A data access at the cycle `at`: a load, or a store's write-allocate. */
  access(low: number, high: number, at: number, writes: boolean): number {
    const extra = this.#translate(this.#dataTlb, low, high);
    const line = low >>> this.#lineShift;
    this.cause = CAUSE.L1;
    let present = this.#touch(line, high);
    if (this.#place) {
      const wait = this.#meet(this.#place, line, high, at + extra, writes);
      if (wait > 0) return extra + wait;
      if (wait === NOWHERE) present = false;
    }
    if (present) {
      if (this.#prefetcher.named(line, high)) this.#fetchAhead(line, high, at + extra);
      if (this.#fills.latest <= at + extra) return extra;
      const arrives = this.#fills.arrival(line, high);
      if (arrives <= at + extra) return extra;
      this.cause = CAUSE.L2;
      return arrives - at;
    }
    const hit = this.#l2.touch(line, high);
    this.cause = hit ? CAUSE.L2 : CAUSE.DRAM;
    const arrives = this.#fills.fill(line, high, at + extra, hit ? this.#l2Extra : this.#dramExtra);
    this.#fetchAhead(line, high, at + extra);
    return arrives - at;
  }

  /** A prefetch. Only what another core has is fetched ahead: a core by itself leaves that to the access. */
  prefetch(low: number, high: number, at: number, writes: boolean): void {
    const line = low >>> this.#lineShift;
    if (this.#place?.shared.directory.isElsewhere(this.#place.core, line, high)) this.access(low, high, at, writes);
  }

  reset(): void {
    for (const part of [
      this.#instruction,
      this.#data,
      this.#l2,
      this.#dataTlb,
      this.#instructionTlb,
      this.#secondTlb,
      this.#fills,
      this.#prefetcher,
    ])
      part.reset();
  }

  /** Tells the directory of an access; gives its answer. */
  #meet(
    { core, shared: { directory } }: ClusterPlace,
    line: number,
    high: number,
    at: number,
    writes: boolean,
  ): number {
    const wait = writes ? directory.write(core, line, high, at) : directory.read(core, line, high, at);
    if (wait > 0) {
      this.cause = CAUSE.coherence;
      this.waited = true;
    }
    return wait;
  }

  /** Whether the data cache has a line; afterwards it does, and the directory knows what had to go. */
  #touch(line: number, high: number): boolean {
    const present = this.#data.touch(line, high);
    if (this.#place && !present && this.#data.evictedLow !== -1) {
      this.#place.shared.directory.evict(this.#place.core, this.#data.evictedLow, this.#data.evictedHigh);
    }
    return present;
  }

  /** A line was missed or met as expected: the next of its stride is fetched, unless another core has it. */
  #fetchAhead(line: number, high: number, at: number): void {
    const next = this.#prefetcher.next(line, high);
    if (next === -1) return;
    const place = this.#place;
    if (place?.shared.directory.isElsewhere(place.core, next, high)) return;
    const present = this.#touch(next, high);
    const held = place ? place.shared.directory.read(place.core, next, high, at) !== NOWHERE : present;
    if (held) return;
    this.#fills.fill(next, high, at, this.#l2.touch(next, high) ? this.#l2Extra : this.#dramExtra);
  }

  #translate(tlb: Cache, low: number, high: number): number {
    const page = high < 0 ? low >>> BLOCK_SHIFT : low >>> PAGE_SHIFT;
    if (tlb.touch(page, high)) return 0;
    return this.#secondTlb.touch(page, high) ? this.#secondTlbExtra : this.#walkExtra;
  }
}
