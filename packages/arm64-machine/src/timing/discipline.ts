import type { Timeline } from './timeline.js';

/**
 * How instructions get from the front end to their ports: all that an out-of-order and an in-order core do differently.
 * The pipeline calls it for one instruction after the other, in program order.
 */
export interface Discipline {
  /** Sets when the instruction leaves the front end, given when the front end has it. */
  dispatch(handle: number, t: Timeline): void;
  /** Takes a port of the queue for `busy` cycles, in the first cycle from `from` on that the discipline allows; gives it. */
  issue(queue: number, from: number, busy: number): number;
  /** The same for the other part of the instruction in hand, on an integer port: a base register, a return address. */
  issuePart(from: number): number;
  /** The instruction retired. */
  retire(handle: number, retired: number, t: Timeline): void;
  /** The store of the instruction in hand left for the cache. */
  written(at: number): void;
  /** Nothing younger leaves the front end before this cycle. */
  close(until: number): void;
  reset(): void;
}
