import type { Timeline } from './timeline.js';

/** When each renamed resource is ready, and why not earlier. */
export class Scoreboard {
  readonly #readyAt: Float64Array;
  readonly #cause: Uint8Array;
  /** 1 where a multiply gives it. */
  readonly #product: Uint8Array;

  constructor(resources: number) {
    this.#readyAt = new Float64Array(resources);
    this.#cause = new Uint8Array(resources);
    this.#product = new Uint8Array(resources);
  }

  /** Delays the timeline's operands until `list[first..end)` are ready; they inherit the cause of the last one. */
  await(t: Timeline, list: Int32Array, first: number, end: number): void {
    for (let i = first; i < end; i++) {
      const resource = list[i]!;
      const at = this.#readyAt[resource]!;
      if (at > t.operands) {
        t.operands = at;
        t.operandCause = this.#cause[resource]!;
      }
    }
  }

  /** The same for an addend, which is needed `late` cycles after the rest if a multiply gives it. */
  awaitAddend(t: Timeline, resource: number, late: number): void {
    const at = this.#readyAt[resource]! - (this.#product[resource] === 1 ? late : 0);
    if (at <= t.operands) return;
    t.operands = at;
    t.operandCause = this.#cause[resource]!;
  }

  readyAt(resource: number): number {
    return this.#readyAt[resource]!;
  }

  write(resource: number, at: number, cause: number, product = 0): void {
    this.#readyAt[resource] = at;
    this.#product[resource] = product;
    this.#cause[resource] = cause;
  }

  reset(): void {
    this.#readyAt.fill(0);
    this.#cause.fill(0);
    this.#product.fill(0);
  }
}
