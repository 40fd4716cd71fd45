/** A set-associative cache of tags with exact LRU: which lines are present, nothing else. */
export class Cache {
  readonly #ways: number;
  readonly #setMask: number;
  /** By set, most recently used first. */
  readonly #low: Int32Array;
  readonly #high: Int32Array;

  /** The line that the last miss put out; -1 where it took an empty place. */
  evictedLow = -1;
  evictedHigh = -1;

  /** @throws Error where the number of sets is no power of two */
  constructor(lines: number, ways: number) {
    const sets = lines / ways;
    if (!Number.isInteger(Math.log2(sets)))
      throw new Error(`a cache of ${lines} lines in ${ways} ways: ${sets} sets are no power of two`);
    this.#ways = ways;
    this.#setMask = sets - 1;
    this.#low = new Int32Array(lines);
    this.#high = new Int32Array(lines);
    this.reset();
  }

  /** Whether the line is present; afterwards it is, as the most recently used. `low` and `high` are a line number. */
  touch(low: number, high: number): boolean {
    const first = (low & this.#setMask) * this.#ways;
    let way = 0;
    while (way < this.#ways && (this.#low[first + way] !== low || this.#high[first + way] !== high)) way++;
    const hit = way < this.#ways;
    if (!hit) {
      this.evictedLow = this.#low[first + way - 1]!;
      this.evictedHigh = this.#high[first + way - 1]!;
    }
    for (let i = hit ? way : this.#ways - 1; i > 0; i--) {
      this.#low[first + i] = this.#low[first + i - 1]!;
      this.#high[first + i] = this.#high[first + i - 1]!;
    }
    this.#low[first] = low;
    this.#high[first] = high;
    return hit;
  }

  /** Empties it. No line has the number -1, as line numbers are shifted addresses. */
  reset(): void {
    this.#low.fill(-1);
    this.#high.fill(-1);
  }
}
