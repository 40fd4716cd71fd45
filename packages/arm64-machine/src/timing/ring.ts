/** A resource of fixed size that is taken and given back in program order, as a reorder buffer is. */
export class Ring {
  readonly #freeAt: Float64Array;
  #next = 0;

  constructor(size: number) {
    this.#freeAt = new Float64Array(size);
  }

  /** When the next `count` entries, at most the ring's size, are free. */
  freeAt(count: number): number {
    let index = this.#next + count - 1;
    if (index >= this.#freeAt.length) index -= this.#freeAt.length;
    return this.#freeAt[index]!;
  }

  /** Takes `count` entries until a time that is not before that of the entries taken earlier. */
  take(count: number, until: number): void {
    for (; count > 0; count--) {
      this.#freeAt[this.#next] = until;
      this.#next = this.#next + 1 === this.#freeAt.length ? 0 : this.#next + 1;
    }
  }

  reset(): void {
    this.#freeAt.fill(0);
    this.#next = 0;
  }
}
