/** Return addresses of calls, the latest first; the oldest is overwritten when it is full. Low halves of addresses. */
export class ReturnStack {
  readonly #addresses: Int32Array;
  #top = 0;
  #depth = 0;

  constructor(entries: number) {
    this.#addresses = new Int32Array(entries);
  }

  push(address: number): void {
    this.#top = this.#top + 1 === this.#addresses.length ? 0 : this.#top + 1;
    this.#addresses[this.#top] = address;
    if (this.#depth < this.#addresses.length) this.#depth++;
  }

  /** Removes the latest address; whether it is this one. */
  pops(address: number): boolean {
    if (this.#depth === 0) return false;
    const right = this.#addresses[this.#top] === address;
    this.#top = this.#top === 0 ? this.#addresses.length - 1 : this.#top - 1;
    this.#depth--;
    return right;
  }

  reset(): void {
    this.#top = 0;
    this.#depth = 0;
  }
}
