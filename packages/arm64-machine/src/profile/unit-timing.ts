import { CAUSES, type TimingModel } from '../timing/timing-model.js';

const BASE = CAUSES.indexOf('base');

/** One cycle for every instruction: lets observers see a machine that no core times. */
export class UnitTiming implements TimingModel {
  cycles = 0;
  readonly causes = new Float64Array(CAUSES.length);
  retiredOf = new Float64Array(1024);
  causesOf = new Float64Array(1024 * CAUSES.length);
  #handles = 0;

  get cyclesOf(): Float64Array {
    return this.retiredOf;
  }

  prepare(): number {
    if (this.#handles === this.retiredOf.length) {
      this.retiredOf = doubled(this.retiredOf);
      this.causesOf = doubled(this.causesOf);
    }
    return this.#handles++;
  }

  step(handle: number): void {
    this.cycles++;
    this.retiredOf[handle]!++;
    this.causes[BASE]!++;
    this.causesOf[handle * CAUSES.length + BASE]!++;
  }

  fault(): void {
    // What faults does not retire.
  }
}

function doubled(old: Float64Array): Float64Array<ArrayBuffer> {
  const array = new Float64Array(2 * old.length);
  array.set(old);
  return array;
}
