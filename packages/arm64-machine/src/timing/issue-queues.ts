import type { OutOfOrderCore } from './core.js';
import { QUEUES } from './ports.js';

/** When each entry of each issue queue of an out-of-order core is free again. */
export class IssueQueues {
  readonly #entries: Float64Array;
  readonly #firstEntry = new Int32Array(QUEUES.length + 1);
  /** The entry of each queue that `entryAt` found last. */
  readonly #chosen = new Int32Array(QUEUES.length);

  constructor(queues: OutOfOrderCore['queues']) {
    QUEUES.forEach((queue, index) => {
      this.#firstEntry[index + 1] = this.#firstEntry[index]! + queues[queue].entries.value;
    });
    this.#entries = new Float64Array(this.#firstEntry[QUEUES.length]!);
    this.#chosen.set(this.#firstEntry.subarray(0, QUEUES.length));
  }

  /** When the queue next has an entry free; any time up to `now`, which never goes back, means that it has one. */
  entryAt(queue: number, now: number): number {
    const start = this.#firstEntry[queue]!;
    const end = this.#firstEntry[queue + 1]!;
    // The entry after the one that was taken last is the likeliest to be free.
    const next = this.#chosen[queue]! + 1;
    let best = next < end ? next : start;
    let at = this.#entries[best]!;
    for (let entry = start; at > now && entry < end; entry++) {
      const time = this.#entries[entry]!;
      if (time < at) {
        at = time;
        best = entry;
      }
    }
    this.#chosen[queue] = best;
    return at;
  }

  /** What waited in the entry that `entryAt` found issues: the entry is free in the next cycle. */
  leave(queue: number, issued: number): void {
    this.#entries[this.#chosen[queue]!] = issued + 1;
  }

  reset(): void {
    this.#entries.fill(0);
  }
}
