import { CAUSE } from './cause.js';
import { FLAG } from './classify.js';
import type { InOrderCore } from './core.js';
import type { Discipline } from './discipline.js';
import { Ports } from './ports.js';
import { Ring } from './ring.js';
import { isStore, type StaticProgram } from './static-program.js';
import { DISPATCH_TO_ISSUE, type Timeline } from './timeline.js';

/**
 * Issue in program order, several in a cycle: what cannot issue holds up everything behind it. Loads that miss hold up
 * only what needs them, and what does not fit between issue and the end of the pipeline.
 */
export class InOrder implements Discipline {
  readonly #program: StaticProgram;
  readonly #ports: Ports;
  readonly #width: number;
  readonly #nops: number;
  readonly #inFlight: Ring;
  readonly #stores: Ring;

  /** The cycle of the last issue, and how many issued in it. */
  #cycle = 0;
  #issued = 0;
  #nopsIssued = 0;
  /** When a barrier lets younger instructions in. */
  #opened = 0;

  constructor({ frontEnd, window, queues }: InOrderCore, program: StaticProgram) {
    this.#program = program;
    this.#ports = new Ports(queues);
    this.#width = frontEnd.dispatchWidth.value;
    this.#nops = frontEnd.nopsPerCycle.value;
    this.#inFlight = new Ring(window.inFlight.value);
    this.#stores = new Ring(window.stores.value);
  }

  dispatch(handle: number, t: Timeline): void {
    const p = this.#program;
    let at = t.fetched;
    let cause = CAUSE.base;
    const turn = this.#cycle - DISPATCH_TO_ISSUE;
    if (turn > at) at = turn;
    if (at === turn) {
      if (p.flags[handle]! & FLAG.nop && this.#nopsIssued === this.#nops) {
        at++;
        cause = CAUSE['front end'];
      } else if (this.#issued === this.#width) at++;
    }
    if (this.#inFlight.freeAt(1) > at) {
      at = this.#inFlight.freeAt(1);
      cause = CAUSE['reorder buffer'];
    }
    if (isStore(p.shape[handle]!) && this.#stores.freeAt(1) > at) {
      at = this.#stores.freeAt(1);
      cause = CAUSE['store queue'];
    }
    if (this.#opened > at) {
      at = this.#opened;
      cause = CAUSE['exclusive/ordering'];
    }
    t.dispatched = at;
    t.dispatchCause = cause;
  }

  issue(queue: number, from: number, busy: number): number {
    return this.#ports.take(queue, from, busy);
  }

  /** An address pipe updates its base and a branch links without an ALU: nothing is left to issue. */
  issuePart(from: number): number {
    return from;
  }

  retire(handle: number, retired: number, t: Timeline): void {
    if (t.issued > this.#cycle) {
      this.#cycle = t.issued;
      this.#issued = this.#nopsIssued = 0;
    }
    this.#issued++;
    if (this.#program.flags[handle]! & FLAG.nop) this.#nopsIssued++;
    this.#inFlight.take(1, retired);
  }

  written(at: number): void {
    this.#stores.take(1, at);
  }

  close(until: number): void {
    this.#opened = until;
  }

  reset(): void {
    for (const part of [this.#ports, this.#inFlight, this.#stores]) part.reset();
    this.#cycle = this.#issued = this.#nopsIssued = this.#opened = 0;
  }
}
