import { CAUSES, type Cause, type PipelineRow } from '@tracelab/arm64-machine';
import type { Spent } from './explanation.js';

/** Adds up what rows cost. */
export class Spending {
  #cycles = 0;
  #instructions = 0;
  readonly #causes = new Map<Cause, number>();

  add({ cycles, causes, faulted }: Pick<PipelineRow, 'cycles' | 'causes' | 'faulted'>): void {
    this.#cycles += cycles;
    if (!faulted) this.#instructions++;
    for (const [cause, part] of Object.entries(causes) as [Cause, number][]) this.#count(cause, part);
  }

  addAll(other: Spending): void {
    this.#cycles += other.#cycles;
    this.#instructions += other.#instructions;
    for (const [cause, part] of other.#causes) this.#count(cause, part);
  }

  /** Causes are in the order of every CPI stack. */
  per(iterations: number): Spent {
    const causes = CAUSES.filter((cause) => this.#causes.has(cause)).map((cause) => [cause, this.#causes.get(cause)! / iterations]);
    return {
      cycles: this.#cycles / iterations,
      instructions: this.#instructions / iterations,
      causes: Object.fromEntries(causes) as Spent['causes'],
    };
  }

  #count(cause: Cause, cycles: number): void {
    this.#causes.set(cause, (this.#causes.get(cause) ?? 0) + cycles);
  }
}
