/** Bytes without a pattern, the same in every run: what AT_RANDOM and getrandom give. Marsaglia's xorshift, 32 bits. */
export class RandomBytes {
  #state = 0x2545f491;

  next(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => {
      this.#state ^= this.#state << 13;
      this.#state ^= this.#state >>> 17;
      this.#state ^= this.#state << 5;
      return this.#state >>> 24;
    });
  }
}
