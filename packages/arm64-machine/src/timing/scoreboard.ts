import type { Timeline } from './timeline.js';

/** When each renamed resource is ready, and why not earlier. */
export class Scoreboard {
  readonly #readyAt: Float64Array;
  readonly #cause: Uint8Array;

  constructor(resources: number) {
    this.#readyAt = new Float64Array(resources);
    this.#cause = new Uint8Array(resources);
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

  readyAt(resource: number): number {
    return this.#readyAt[resource]!;
  }

  write(resource: number, at: number, cause: number): void {
    this.#readyAt[resource] = at;
    this.#cause[resource] = cause;
  }

  reset(): void {
    this.#readyAt.fill(0);
    this.#cause.fill(0);
  }
}
