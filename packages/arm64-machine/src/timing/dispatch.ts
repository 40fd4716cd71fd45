import { CAUSE } from './cause.js';
import { FLAG } from './classify.js';
import type { Core } from './core.js';
import { Ring } from './ring.js';
import { QUEUE, type Scheduler } from './scheduler.js';
import type { StaticProgram } from './static-program.js';
import type { Timeline } from './timeline.js';

/** Puts instructions into the window, in order, when there is a slot in the cycle and room for everything that they need. */
export class Dispatch {
  readonly #program: StaticProgram;
  readonly #scheduler: Scheduler;
  readonly #width: number;
  readonly #nops: number;
  readonly #reorderBuffer: Ring;
  readonly #integerRegisters: Ring;
  readonly #vectorRegisters: Ring;
  readonly #flags: Ring;
  readonly #loads: Ring;
  readonly #stores: Ring;
  readonly #branches: Ring;

  #cycle = 0;
  #slotsUsed = 0;
  #nopsUsed = 0;
  /** When a barrier lets younger instructions in. */
  #opened = 0;

  constructor({ frontEnd, window }: Core, program: StaticProgram, scheduler: Scheduler) {
    this.#program = program;
    this.#scheduler = scheduler;
    this.#width = frontEnd.dispatchWidth.value;
    this.#nops = frontEnd.nopsPerCycle.value;
    this.#reorderBuffer = new Ring(window.reorderBuffer.value);
    this.#integerRegisters = new Ring(window.integerRegisters.value);
    this.#vectorRegisters = new Ring(window.vectorRegisters.value);
    this.#flags = new Ring(window.flags.value);
    this.#loads = new Ring(window.loads.value);
    this.#stores = new Ring(window.stores.value);
    this.#branches = new Ring(window.branches.value);
  }

  /** Sets when the instruction enters the window, given when the front end has it. */
  dispatch(handle: number, t: Timeline): void {
    const p = this.#program;
    let at = t.fetched;
    let cause = CAUSE.base;
    if (this.#cycle > at) at = this.#cycle;
    let room = this.#reorderBuffer.freeAt(1);
    const registers = p.integerWrites[handle]!;
    if (registers > 0) room = later(room, this.#integerRegisters.freeAt(registers));
    if (p.flagWrites[handle]! > 0) room = later(room, this.#flags.freeAt(1));
    if (p.vectorWrites[handle]! > 0) room = later(room, this.#vectorRegisters.freeAt(p.vectorWrites[handle]!));
    const queue = p.queue[handle]!;
    if (queue === QUEUE.load) room = later(room, this.#loads.freeAt(1));
    if (p.branch[handle] !== 0) room = later(room, this.#branches.freeAt(1));
    if (room > at) {
      at = room;
      cause = CAUSE['reorder buffer'];
    }
    if (queue === QUEUE.store && this.#stores.freeAt(1) > at) {
      at = this.#stores.freeAt(1);
      cause = CAUSE['store queue'];
    }
    if (queue >= 0) {
      let entry = this.#scheduler.entryAt(queue);
      if (p.base[handle]! >= 0 || p.links[handle] !== 0) entry = later(entry, this.#scheduler.entryAt(QUEUE.integer));
      if (entry > at) {
        at = entry;
        cause = CAUSE.port;
      }
    }
    if (this.#opened > at) {
      at = this.#opened;
      cause = CAUSE['exclusive/ordering'];
    }

    const nop = (p.flags[handle]! & FLAG.nop) !== 0;
    const slots = p.slots[handle]!;
    if (at === this.#cycle) {
      if (nop && this.#nopsUsed === this.#nops) {
        at++;
        cause = CAUSE['front end'];
      } else if (this.#slotsUsed + slots > this.#width) {
        at++;
        cause = CAUSE.base;
      }
    }
    if (at > this.#cycle) {
      this.#cycle = at;
      this.#slotsUsed = 0;
      this.#nopsUsed = 0;
    }
    this.#slotsUsed += slots;
    if (nop) this.#nopsUsed++;
    t.dispatched = at;
    t.dispatchCause = cause;
  }

  /** Nothing younger enters the window before this cycle. */
  close(until: number): void {
    this.#opened = until;
  }

  /** The instruction retired; `written` is when its store left the store queue. */
  retire(handle: number, retired: number): void {
    const p = this.#program;
    this.#reorderBuffer.take(1, retired);
    this.#integerRegisters.take(p.integerWrites[handle]!, retired);
    if (p.flagWrites[handle]! > 0) this.#flags.take(1, retired);
    if (p.vectorWrites[handle]! > 0) this.#vectorRegisters.take(p.vectorWrites[handle]!, retired);
    if (p.queue[handle] === QUEUE.load) this.#loads.take(1, retired);
    if (p.branch[handle] !== 0) this.#branches.take(1, retired);
  }

  /** A store has left for the cache. */
  written(at: number): void {
    this.#stores.take(1, at);
  }

  reset(): void {
    for (const ring of [
      this.#reorderBuffer,
      this.#integerRegisters,
      this.#vectorRegisters,
      this.#flags,
      this.#loads,
      this.#stores,
      this.#branches,
    ])
      ring.reset();
    this.#cycle = this.#slotsUsed = this.#nopsUsed = this.#opened = 0;
  }
}

function later(a: number, b: number): number {
  return a > b ? a : b;
}
