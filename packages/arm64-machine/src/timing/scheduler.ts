import type { Core, Queue } from './core.js';

export const QUEUES = ['integer', 'multi', 'branch', 'load', 'store', 'vector'] as const satisfies readonly Queue[];
export const QUEUE = Object.fromEntries(QUEUES.map((queue, index) => [queue, index])) as Readonly<
  Record<Queue, number>
>;

/** Cycles for which ports remember what they are doing: far more than instructions in flight can lie apart. */
const CALENDAR = 4096;

/** Issue queues and their ports. Instructions come in program order, and take the first free cycle that suits them. */
export class Scheduler {
  /** When each entry of each queue is free again. */
  readonly #entries: Float64Array;
  readonly #firstEntry = new Int32Array(QUEUES.length + 1);
  /** The entry of each queue that `entryAt` found last. */
  readonly #chosen = new Int32Array(QUEUES.length);
  /** By port and cycle modulo CALENDAR: the cycle for which the port is taken. */
  readonly #taken: Int32Array;
  readonly #firstPort = new Int32Array(QUEUES.length + 1);

  constructor(queues: Core['queues']) {
    QUEUES.forEach((queue, index) => {
      this.#firstEntry[index + 1] = this.#firstEntry[index]! + queues[queue].entries.value;
      this.#firstPort[index + 1] = this.#firstPort[index]! + queues[queue].ports.value;
    });
    this.#entries = new Float64Array(this.#firstEntry[QUEUES.length]!);
    this.#taken = new Int32Array(this.#firstPort[QUEUES.length]! * CALENDAR);
    this.reset();
  }

  /** When the queue next has an entry free. */
  entryAt(queue: number): number {
    const end = this.#firstEntry[queue + 1]!;
    let best = this.#firstEntry[queue]!;
    let at = this.#entries[best]!;
    for (let entry = best + 1; entry < end; entry++) {
      const time = this.#entries[entry]!;
      if (time < at) {
        at = time;
        best = entry;
      }
    }
    this.#chosen[queue] = best;
    return at;
  }

  /** Issues from the entry that `entryAt` found, not before `from`, and holds the port for `busy` cycles. */
  issue(queue: number, from: number, busy: number): number {
    const first = this.#firstPort[queue]!,
      end = this.#firstPort[queue + 1]!;
    for (let at = from; ; at++) {
      for (let port = first; port < end; port++) {
        if (!this.#isFree(port * CALENDAR, at, busy)) continue;
        for (let cycle = at; cycle < at + busy; cycle++)
          this.#taken[port * CALENDAR + (cycle & (CALENDAR - 1))] = cycle | 0;
        this.#entries[this.#chosen[queue]!] = at + 1;
        return at;
      }
    }
  }

  reset(): void {
    this.#entries.fill(0);
    this.#taken.fill(-1);
  }

  #isFree(row: number, from: number, busy: number): boolean {
    for (let cycle = from; cycle < from + busy; cycle++) {
      if (this.#taken[row + (cycle & (CALENDAR - 1))] === (cycle | 0)) return false;
    }
    return true;
  }
}
