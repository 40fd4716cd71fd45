/** Numbers that repeat with their seed: xorshift64* (Vigna 2016). */
export class Random {
  #state: bigint;

  constructor(seed: number) {
    this.#state = BigInt.asUintN(64, (BigInt(seed) + 1n) * 0x9e37_79b9_7f4a_7c15n) || 1n;
  }

  next(): bigint {
    let x = this.#state;
    x ^= x >> 12n;
    x ^= BigInt.asUintN(64, x << 25n);
    x ^= x >> 27n;
    this.#state = x;
    return BigInt.asUintN(64, x * 0x2545_f491_4f6c_dd1dn);
  }

  /** 0 to limit - 1. */
  below(limit: number): number {
    return Number((this.next() >> 11n) % BigInt(limit));
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  /** True in `percent` of 100. */
  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  /** 64 bits: ends of ranges, and what is near them, more often than others. */
  interesting(): bigint {
    const edge = this.pick([
      0n,
      1n,
      2n,
      8n,
      0x7fn,
      0xffn,
      0x7fffn,
      0x7fff_ffffn,
      0x8000_0000n,
      0xffff_ffffn,
      0x1_0000_0000n,
      1n << 63n,
      (1n << 63n) - 1n,
      -1n,
    ]);
    const value = this.chance(60) ? edge + BigInt(this.below(5) - 2) : this.next() >> BigInt(this.below(64));
    return BigInt.asUintN(64, this.chance(20) ? -value : value);
  }
}
