import type { Dataflow } from '../ir/analyse.js';
import type { Instruction } from '../isa/index.js';
import type { Timeline } from '../timing/timeline.js';
import type { TimingModel } from '../timing/timing-model.js';

/**
 * Watches what retires, between the processor and its timing model; a machine without observers pays nothing for them.
 * Calls are those of {@link TimingModel}, after the model has had them: `cycles` is the model's, this instruction included.
 */
export interface RetireObserver {
  prepare(handle: number, instruction: Instruction, dataflow: Dataflow, pcLow: number, pcHigh: number): void;
  step(
    handle: number,
    cycles: number,
    accessed: number,
    addressLow: number,
    addressHigh: number,
    nextLow: number,
    nextHigh: number,
  ): void;
  fault(handle: number, cycles: number, nextLow: number, nextHigh: number): void;
}

/** A timing model that is observed; it times as the one inside does. */
export class ObservedTiming implements TimingModel {
  readonly #model: TimingModel;
  readonly #observers: readonly RetireObserver[];

  constructor(model: TimingModel, observers: readonly RetireObserver[]) {
    this.#model = model;
    this.#observers = observers;
  }

  get waitedForCore(): boolean | undefined {
    return this.#model.waitedForCore;
  }
  get timeline(): Readonly<Timeline> | undefined {
    return this.#model.timeline;
  }
  get cycles(): number {
    return this.#model.cycles;
  }
  get causes(): Float64Array {
    return this.#model.causes;
  }
  get retiredOf(): Float64Array {
    return this.#model.retiredOf;
  }
  get cyclesOf(): Float64Array {
    return this.#model.cyclesOf;
  }
  get causesOf(): Float64Array {
    return this.#model.causesOf;
  }

  prepare(instruction: Instruction, dataflow: Dataflow, pcLow: number, pcHigh: number): number {
    const handle = this.#model.prepare(instruction, dataflow, pcLow, pcHigh);
    for (const observer of this.#observers) observer.prepare(handle, instruction, dataflow, pcLow, pcHigh);
    return handle;
  }

  step(
    handle: number,
    accessed: number,
    addressLow: number,
    addressHigh: number,
    nextLow: number,
    nextHigh: number,
  ): void {
    this.#model.step(handle, accessed, addressLow, addressHigh, nextLow, nextHigh);
    const { cycles } = this.#model;
    for (const observer of this.#observers) {
      observer.step(handle, cycles, accessed, addressLow, addressHigh, nextLow, nextHigh);
    }
  }

  fault(handle: number, nextLow: number, nextHigh: number): void {
    this.#model.fault(handle, nextLow, nextHigh);
    const { cycles } = this.#model;
    for (const observer of this.#observers) observer.fault(handle, cycles, nextLow, nextHigh);
  }
}
