import type { Branches } from './core.js';

const MOST_WORTH = 3;

/**
 * Which taken branches the front end knows, and how fast: a small first level in order of arrival, and a main buffer by
 * aligned fetch block that has room for so many branches of each. Branches are named by their handles.
 */
export class BranchTargetBuffer {
  readonly #micro: Int32Array;
  /** By handle: place in `#micro`, or -1. */
  #microPlace = new Int32Array(0);
  #microNext = 0;
  readonly #sets: number;
  readonly #ways: number;
  readonly #perBlock: number;
  readonly #blockShift: number;
  readonly #block: Int32Array;
  readonly #slots: Int32Array;
  /** Failed attempts that an entry survives before it gives way; a hit sets it to the most. */
  readonly #worth: Uint8Array;
  /** The way to replace next, by set. */
  readonly #victim: Uint8Array;
  readonly #microCycles: number;
  readonly #mainCycles: number;
  readonly #secondConditional: number;

  constructor({ microTargets, mainTargets }: Branches, fetchBytes: number) {
    this.#micro = new Int32Array(microTargets.entries.value);
    this.#sets = mainTargets.sets.value;
    this.#ways = mainTargets.ways.value;
    this.#perBlock = mainTargets.perBlock.value;
    this.#blockShift = Math.log2(fetchBytes);
    this.#block = new Int32Array(this.#sets * this.#ways);
    this.#slots = new Int32Array(this.#sets * this.#ways * this.#perBlock);
    this.#worth = new Uint8Array(this.#slots.length);
    this.#victim = new Uint8Array(this.#sets);
    this.#microCycles = microTargets.cycles.value;
    this.#mainCycles = mainTargets.cycles.value;
    this.#secondConditional = mainTargets.secondConditional.value;
    this.reset();
  }

  /** Makes room for handles below `count`. */
  grow(count: number): void {
    if (count <= this.#microPlace.length) return;
    const places = new Int32Array(Math.max(1024, 2 * count)).fill(-1);
    places.set(this.#microPlace);
    this.#microPlace = places;
  }

  /** Cycles to the target's fetch if the branch is taken as predicted; 0 where the branch is not known. */
  lookup(handle: number, pc: number, conditional: boolean): number {
    const entry = this.#find(pc);
    if (this.#microPlace[handle]! >= 0) {
      this.#mark(entry, handle);
      return this.#microCycles;
    }
    const slot = this.#mark(entry, handle);
    if (slot < 0) return 0;
    return conditional && slot % this.#perBlock > 0 ? this.#mainCycles + this.#secondConditional : this.#mainCycles;
  }

  /** A branch was taken. */
  insert(handle: number, pc: number): void {
    this.#insertMicro(handle);
    let entry = this.#find(pc);
    if (entry < 0) entry = this.#replaceBlock(pc);
    const first = entry * this.#perBlock;
    for (let slot = first; slot < first + this.#perBlock; slot++) if (this.#slots[slot] === handle) return;
    for (let slot = first; slot < first + this.#perBlock; slot++) {
      if (this.#worth[slot] !== 0) continue;
      this.#slots[slot] = handle;
      this.#worth[slot] = MOST_WORTH;
      return;
    }
    // Others are in use: a third branch that comes as often does not evict the first two in turn.
    for (let slot = first; slot < first + this.#perBlock; slot++) this.#worth[slot]!--;
  }

  reset(): void {
    this.#micro.fill(-1);
    this.#microPlace.fill(-1);
    this.#block.fill(-1);
    this.#slots.fill(-1);
    this.#worth.fill(0);
    this.#victim.fill(0);
    this.#microNext = 0;
  }

  #insertMicro(handle: number): void {
    if (this.#microPlace[handle]! >= 0) return;
    const place = this.#microNext;
    const old = this.#micro[place]!;
    if (old >= 0) this.#microPlace[old] = -1;
    this.#micro[place] = handle;
    this.#microPlace[handle] = place;
    this.#microNext = place + 1 === this.#micro.length ? 0 : place + 1;
  }

  #find(pc: number): number {
    const block = pc >>> this.#blockShift;
    const first = (block & (this.#sets - 1)) * this.#ways;
    for (let entry = first; entry < first + this.#ways; entry++) if (this.#block[entry] === block) return entry;
    return -1;
  }

  #mark(entry: number, handle: number): number {
    if (entry < 0) return -1;
    for (let slot = entry * this.#perBlock; slot < (entry + 1) * this.#perBlock; slot++) {
      if (this.#slots[slot] !== handle) continue;
      this.#worth[slot] = MOST_WORTH;
      return slot;
    }
    return -1;
  }

  #replaceBlock(pc: number): number {
    const block = pc >>> this.#blockShift;
    const set = block & (this.#sets - 1);
    const entry = set * this.#ways + this.#victim[set]!;
    this.#victim[set] = (this.#victim[set]! + 1) % this.#ways;
    this.#block[entry] = block;
    this.#slots.fill(-1, entry * this.#perBlock, (entry + 1) * this.#perBlock);
    this.#worth.fill(0, entry * this.#perBlock, (entry + 1) * this.#perBlock);
    return entry;
  }
}
