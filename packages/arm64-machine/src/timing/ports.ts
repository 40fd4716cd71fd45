import type { Core, Queue } from './core.js';

export const QUEUES = ['integer', 'multi', 'branch', 'load', 'store', 'vector'] as const satisfies readonly Queue[];
export const QUEUE = Object.fromEntries(QUEUES.map((queue, index) => [queue, index])) as Readonly<
  Record<Queue, number>
>;

/** Cycles for which ports remember what they are doing: far more than instructions in flight can lie apart. */
const CALENDAR = 4096;

/** The ports of every queue. Instructions come in program order, and take the first free cycle that suits them. */
export class Ports {
  /** By port and cycle modulo CALENDAR: the cycle for which the port is taken. */
  readonly #taken: Int32Array;
  readonly #firstPort = new Int32Array(QUEUES.length + 1);

  constructor(queues: Core['queues']) {
    QUEUES.forEach((queue, index) => {
      this.#firstPort[index + 1] = this.#firstPort[index]! + queues[queue].ports.value;
    });
    this.#taken = new Int32Array(this.#firstPort[QUEUES.length]! * CALENDAR);
    this.reset();
  }

  /** Holds a port for `busy` cycles, from the first cycle that is not before `from`; gives it. */
  take(queue: number, from: number, busy: number): number {
    const first = this.#firstPort[queue]!,
      end = this.#firstPort[queue + 1]!;
    for (let at = from; ; at++) {
      for (let port = first; port < end; port++) {
        if (!this.#isFree(port * CALENDAR, at, busy)) continue;
        for (let cycle = at; cycle < at + busy; cycle++)
          this.#taken[port * CALENDAR + (cycle & (CALENDAR - 1))] = cycle | 0;
        return at;
      }
    }
  }

  reset(): void {
    this.#taken.fill(-1);
  }

  #isFree(row: number, from: number, busy: number): boolean {
    for (let cycle = from; cycle < from + busy; cycle++) {
      if (this.#taken[row + (cycle & (CALENDAR - 1))] === (cycle | 0)) return false;
    }
    return true;
  }
}
