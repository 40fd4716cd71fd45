import type { Block } from './block.js';

/** Translated code, and where the run is in it. */
export class BlockCache {
  /** Instructions a block may hold. */
  readonly limit: number;
  /** The block that was executed last: what follows it is found through its `next`. */
  last: Block | undefined;
  /** By the low half of their address. */
  readonly #byAddress = new Map<number, Block[]>();

  constructor(limit: number) {
    this.limit = limit;
  }

  find(low: number, high: number, el: number): Block | undefined {
    return this.#byAddress.get(low)?.find((block) => block.high === high && block.el === el);
  }

  add(block: Block): void {
    const list = this.#byAddress.get(block.low);
    if (list) list.push(block);
    else this.#byAddress.set(block.low, [block]);
  }

  /** Drops every block that covers a word of the written range. */
  invalidate(low: number, high: number, size: number): void {
    for (const [start, blocks] of this.#byAddress) {
      const kept = blocks.filter((block) => {
        // Exact where they are near, which is all that matters.
        const distance = (low >>> 0) - (start >>> 0) + ((high >>> 0) - (block.high >>> 0)) * 2 ** 32;
        const hit = distance < 4 * block.code.length && distance + size > 0;
        if (hit) block.valid = false;
        return !hit;
      });
      if (kept.length < blocks.length) this.#byAddress.set(start, kept);
    }
  }
}
