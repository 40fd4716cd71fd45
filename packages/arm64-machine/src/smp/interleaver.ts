import type { StopReason } from '../engine/processor.js';
import type { Machine } from '../machine.js';
import type { Cluster } from './cluster.js';
import type { Random } from './random.js';

export interface InterleaverOptions {
  /** Instructions of the longest turn, rounded down to a power of two; 64 unless stated. */
  readonly longest?: number;
  /** Turns before each step, at most; 8 unless stated. */
  readonly turns?: number;
  /** Sees every turn when it is over: a core may have reached a breakpoint. */
  readonly watch?: (turn: Turn) => void;
}

/**
 * What happens outside the cores, between two of their instructions: a generator that has just done something. It yields
 * nothing to let cores run a random while, or what has to hold before it goes on.
 */
export type Steps = Iterable<void | (() => boolean)>;

/** One core's turn: why it ended, `limit` being its random end. */
export interface Turn {
  readonly core: Machine;
  readonly reason: StopReason;
}

/**
 * Runs a cluster's cores in random turns of random length, and steps of something else in between: every instruction
 * boundary of every core is a place where a step can fall. The same seed gives the same run.
 *
 * Lengths are drawn from every power of two up to the longest: a core often stands still where it is while others go far.
 */
export class Interleaver {
  readonly #cluster: Cluster;
  readonly #random: Random;
  readonly #lengths: number;
  readonly #turns: number;
  readonly #watch: InterleaverOptions['watch'];
  #executed = 0;

  constructor(cluster: Cluster, random: Random, { longest = 64, turns = 8, watch }: InterleaverOptions = {}) {
    if (!Number.isInteger(longest) || longest < 1) throw new RangeError(`longest turn of ${longest}: at least 1 instruction`);
    if (!Number.isInteger(turns) || turns < 1) throw new RangeError(`${turns} turns before a step: at least 1`);
    this.#cluster = cluster;
    this.#random = random;
    this.#lengths = Math.floor(Math.log2(longest)) + 1;
    this.#turns = turns;
    this.#watch = watch;
  }

  /** Instructions of all cores so far. */
  get executed(): number {
    return this.#executed;
  }

  /**
   * One turn of a random core among those that run. It ends early where the core reaches a breakpoint or halts.
   *
   * @throws Error where no core runs any more
   */
  turn(): Turn {
    const { running } = this.#cluster;
    if (running.length === 0) throw new Error('interleaver: every core has halted');
    const core = this.#random.among(running);
    let reason: StopReason = 'limit';
    for (let left = 1 + this.#random.below(1 << this.#random.below(this.#lengths)); left > 0 && reason === 'limit'; left--) {
      reason = this.#cluster.step(core);
      this.#executed++;
    }
    const turn = { core, reason };
    this.#watch?.(turn);
    return turn;
  }

  /**
   * Takes turns until something holds, which is asked after each.
   *
   * @param limit instructions after which it counts as never
   * @throws MachineFault of a core that cannot go on
   */
  until(holds: () => boolean, limit = 1_000_000): void {
    const end = this.#executed + limit;
    while (!holds()) {
      const { core } = this.turn();
      if (this.#executed > end) throw core.fault(`what is waited for does not hold after ${limit} instructions`);
    }
  }

  /** Lets cores run for a random while at each place where a step can be interrupted, and after the last; `limit` as of {@link until}. */
  run(steps: Steps, limit?: number): void {
    this.#pause();
    for (const holds of steps) {
      if (holds) this.until(holds, limit);
      else this.#pause();
    }
  }

  /** Sometimes nobody runs: steps that follow one another at once are an interleaving, too. */
  #pause(): void {
    for (let left = this.#random.below(this.#turns + 1); left > 0; left--) this.turn();
  }
}
