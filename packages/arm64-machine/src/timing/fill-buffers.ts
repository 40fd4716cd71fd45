/** Lines on their way into a cache: so many at a time, and a second access to one waits for it as well. */
export class FillBuffers {
  readonly #low: Int32Array;
  readonly #high: Int32Array;
  readonly #arrives: Float64Array;
  #latest = 0;

  constructor(entries: number) {
    this.#low = new Int32Array(entries);
    this.#high = new Int32Array(entries);
    this.#arrives = new Float64Array(entries);
    this.reset();
  }

  /** Asks for a line at `from` at the earliest, to come `latency` cycles later; gives when it arrives. */
  fill(low: number, high: number, from: number, latency: number): number {
    let entry = 0;
    for (let i = 1; i < this.#arrives.length; i++) if (this.#arrives[i]! < this.#arrives[entry]!) entry = i;
    const start = this.#arrives[entry]! > from ? this.#arrives[entry]! : from;
    this.#low[entry] = low;
    this.#high[entry] = high;
    this.#arrives[entry] = start + latency;
    if (start + latency > this.#latest) this.#latest = start + latency;
    return start + latency;
  }

  /** When the line arrives, or arrived if it was among the last; otherwise 0. */
  arrival(low: number, high: number): number {
    for (let i = 0; i < this.#arrives.length; i++) {
      if (this.#low[i] === low && this.#high[i] === high) return this.#arrives[i]!;
    }
    return 0;
  }

  /** When the last of all lines arrives. */
  get latest(): number {
    return this.#latest;
  }

  reset(): void {
    this.#low.fill(-1);
    this.#high.fill(-1);
    this.#arrives.fill(0);
    this.#latest = 0;
  }
}
