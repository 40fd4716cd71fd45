import { CAUSE } from './cause.js';
import { FLAG } from './classify.js';
import type { OutOfOrderCore } from './core.js';
import type { Discipline } from './discipline.js';
import { IssueQueues } from './issue-queues.js';
import { Ports, QUEUE } from './ports.js';
import { Ring } from './ring.js';
import { isStore, type StaticProgram } from './static-program.js';
import type { Timeline } from './timeline.js';

/**
 * Instructions enter a window in order, when there is a slot in the cycle and room for everything that they need, and
 * leave its issue queues in whatever order their operands and ports allow.
 */
export class OutOfOrder implements Discipline {
  readonly #program: StaticProgram;
  readonly #queues: IssueQueues;
  readonly #ports: Ports;
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

  constructor({ frontEnd, window, queues }: OutOfOrderCore, program: StaticProgram) {
    this.#program = program;
    this.#queues = new IssueQueues(queues);
    this.#ports = new Ports(queues);
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
    if (isStore(p.shape[handle]!) && this.#stores.freeAt(1) > at) {
      at = this.#stores.freeAt(1);
      cause = CAUSE['store queue'];
    }
    if (queue >= 0) {
      let entry = this.#queues.entryAt(queue, at);
      if (p.base[handle]! >= 0 || p.links[handle] !== 0) entry = later(entry, this.#queues.entryAt(QUEUE.integer, at));
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
      } else if (this.#slotsUsed > 0 && this.#slotsUsed + slots > this.#width) {
        at++;
        cause = CAUSE.base;
      }
    }
    if (at > this.#cycle) {
      // An instruction of more slots than a cycle has takes from the next.
      const over = at === this.#cycle + 1 ? this.#slotsUsed - this.#width : 0;
      this.#slotsUsed = over > 0 && over + slots <= this.#width ? over : 0;
      if (over > this.#slotsUsed) at++;
      this.#cycle = at;
      this.#nopsUsed = 0;
    }
    this.#slotsUsed += slots;
    if (nop) this.#nopsUsed++;
    t.dispatched = at;
    t.dispatchCause = cause;
  }

  issue(queue: number, from: number, busy: number): number {
    const at = this.#ports.take(queue, from, busy);
    this.#queues.leave(queue, at);
    return at;
  }

  issuePart(from: number): number {
    return this.issue(QUEUE.integer, from, 1);
  }

  retire(handle: number, retired: number): void {
    const p = this.#program;
    this.#reorderBuffer.take(1, retired);
    this.#integerRegisters.take(p.integerWrites[handle]!, retired);
    if (p.flagWrites[handle]! > 0) this.#flags.take(1, retired);
    if (p.vectorWrites[handle]! > 0) this.#vectorRegisters.take(p.vectorWrites[handle]!, retired);
    if (p.queue[handle] === QUEUE.load) this.#loads.take(1, retired);
    if (p.branch[handle] !== 0) this.#branches.take(1, retired);
  }

  written(at: number): void {
    this.#stores.take(1, at);
  }

  close(until: number): void {
    this.#opened = until;
  }

  reset(): void {
    for (const part of [
      this.#queues,
      this.#ports,
      this.#reorderBuffer,
      this.#integerRegisters,
      this.#vectorRegisters,
      this.#flags,
      this.#loads,
      this.#stores,
      this.#branches,
    ])
      part.reset();
    this.#cycle = this.#slotsUsed = this.#nopsUsed = this.#opened = 0;
  }
}

function later(a: number, b: number): number {
  return a > b ? a : b;
}
