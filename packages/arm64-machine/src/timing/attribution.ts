import { CAUSE, CAUSE_COUNT } from './cause.js';
import { COMPLETE_TO_RETIRE, DISPATCH_TO_RETIRE, ISSUE_TO_RETIRE, type Timeline } from './timeline.js';

/**
 * Gives every cycle one cause. The cycles between the retirements of two neighbours belong to the second, and are cut
 * along its timeline: each stage's time plus the shortest way from there to retirement says until when that stage alone
 * explains that the instruction had not retired yet.
 */
export class Attribution {
  readonly causes = new Float64Array(CAUSE_COUNT);
  retiredOf = new Float64Array(0);
  cyclesOf = new Float64Array(0);
  causesOf = new Float64Array(0);

  /** Makes room for handles below `count`. */
  grow(count: number): void {
    if (count <= this.retiredOf.length) return;
    const capacity = Math.max(1024, count, 2 * this.retiredOf.length);
    this.retiredOf = enlarged(this.retiredOf, capacity);
    this.cyclesOf = enlarged(this.cyclesOf, capacity);
    this.causesOf = enlarged(this.causesOf, capacity * CAUSE_COUNT);
  }

  /** Accounts for the cycles after `from` up to `to`, when the instruction of this timeline retired. */
  charge(handle: number, from: number, to: number, t: Timeline): void {
    if (to === from) return;
    this.cyclesOf[handle]! += to - from;
    const row = handle * CAUSE_COUNT;
    let at = from;
    at = this.#until(row, at, t.fetched + DISPATCH_TO_RETIRE, to, t.fetchCause);
    at = this.#until(row, at, t.dispatched + DISPATCH_TO_RETIRE, to, t.dispatchCause);
    at = this.#until(row, at, t.operands + ISSUE_TO_RETIRE, to, t.operandCause);
    at = this.#until(row, at, t.issued + ISSUE_TO_RETIRE, to, t.issueCause);
    at = this.#until(row, at, t.completed + COMPLETE_TO_RETIRE, to, t.completeCause);
    this.#until(row, at, to, to, CAUSE.base);
  }

  clear(): void {
    for (const counts of [this.causes, this.retiredOf, this.cyclesOf, this.causesOf]) counts.fill(0);
  }

  #until(row: number, at: number, end: number, limit: number, cause: number): number {
    const stop = end < limit ? end : limit;
    if (stop <= at) return at;
    this.causes[cause]! += stop - at;
    this.causesOf[row + cause]! += stop - at;
    return stop;
  }
}

function enlarged(old: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const array = new Float64Array(length);
  array.set(old);
  return array;
}
