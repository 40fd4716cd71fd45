/** A prefetcher sees physical addresses, or does not ask for another translation: none crosses a page of this size. */
const PAGE_SHIFT = 12;

/**
 * Follows accesses at a constant stride of lines within a page: from the third on, it names lines ahead of them. It hears
 * of misses, and of accesses to what it named last; those that hit what was there anyway tell it nothing.
 */
export class StridePrefetcher {
  readonly #distance: number;
  readonly #pageShift: number;
  /** By stream: the page, as a line number shifted right, and what was last seen in it. */
  readonly #page: Int32Array;
  readonly #high: Int32Array;
  readonly #last: Int32Array;
  readonly #stride: Int32Array;
  #oldest = 0;
  #namedLow = -1;
  #namedHigh = -1;

  /**
   * @param streams pages that it follows at a time, 0 for no prefetcher
   * @param distance strides from the access to the line that is named
   */
  constructor(streams: number, distance: number, lineShift: number) {
    this.#distance = distance;
    this.#pageShift = PAGE_SHIFT - lineShift;
    this.#page = new Int32Array(streams);
    this.#high = new Int32Array(streams);
    this.#last = new Int32Array(streams);
    this.#stride = new Int32Array(streams);
    this.reset();
  }

  /** Whether this line is the one named last. `low` and `high` are a line number. */
  named(low: number, high: number): boolean {
    return low === this.#namedLow && high === this.#namedHigh;
  }

  /** A line was missed, or was the one named last; gives the low half of the one to fetch, or -1. */
  next(low: number, high: number): number {
    const page = low >>> this.#pageShift;
    let stream = 0;
    while (stream < this.#page.length && (this.#page[stream] !== page || this.#high[stream] !== high)) stream++;
    if (stream === this.#page.length) {
      this.#follow(page, low, high);
      return -1;
    }
    const stride = low - this.#last[stream]!;
    const steady = stride === this.#stride[stream];
    this.#last[stream] = low;
    this.#stride[stream] = stride;
    const ahead = low + stride * this.#distance;
    if (!steady || stride === 0 || ahead >>> this.#pageShift !== page) return -1;
    this.#namedLow = ahead;
    this.#namedHigh = high;
    return ahead;
  }

  reset(): void {
    this.#page.fill(-1);
    this.#high.fill(-1);
    this.#stride.fill(0);
    this.#namedLow = this.#namedHigh = -1;
    this.#oldest = 0;
  }

  #follow(page: number, low: number, high: number): void {
    if (this.#page.length === 0) return;
    const stream = this.#oldest;
    this.#oldest = stream + 1 === this.#page.length ? 0 : stream + 1;
    this.#page[stream] = page;
    this.#high[stream] = high;
    this.#last[stream] = low;
    this.#stride[stream] = 0;
  }
}
