/** Deterministic random numbers (xorshift32, Marsaglia 2003). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0 || 1;
  }

  /** An integer in 0..limit-1, limit at most 2^32. */
  below(limit: number): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x >>> 0;
    return Math.floor((this.#state / 2 ** 32) * limit);
  }

  bits64(): bigint {
    return (BigInt(this.below(2 ** 32)) << 32n) | BigInt(this.below(2 ** 32));
  }

  /** One of several, each as likely as the others. */
  among<T>(choices: readonly T[]): T {
    if (choices.length === 0) throw new RangeError('a choice among 0: at least 1');
    return choices[this.below(choices.length)]!;
  }
}
