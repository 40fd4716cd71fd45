import type { Dataflow } from '../ir/analyse.js';
import type { Instruction } from '../isa/index.js';
import { Attribution } from './attribution.js';
import { CAUSE } from './cause.js';
import { BRANCH, FLAG, SHAPE } from './classify.js';
import type { ClusterPlace } from './coherence.js';
import type { Core } from './core.js';
import type { Discipline } from './discipline.js';
import { FrontEnd } from './front-end.js';
import { InOrder } from './in-order.js';
import { LoadStoreUnit } from './load-store-unit.js';
import { MemorySystem } from './memory-system.js';
import { OutOfOrder } from './out-of-order.js';
import { Ring } from './ring.js';
import { Scoreboard } from './scoreboard.js';
import { isStore, StaticProgram } from './static-program.js';
import { COMPLETE_TO_RETIRE, DISPATCH_TO_ISSUE, Timeline } from './timeline.js';
import type { TimingModel } from './timing-model.js';

/**
 * A core in one pass: every instruction, in program order, gets the cycles at which it passes each stage,
 * from what those before it have left behind. No state is ever undone, so wrong-path work costs only its redirect.
 */
export class Pipeline implements TimingModel {
  readonly timeline = new Timeline();
  readonly #program: StaticProgram;
  readonly #frontEnd: FrontEnd;
  readonly #discipline: Discipline;
  readonly #scoreboard: Scoreboard;
  readonly #loadStore: LoadStoreUnit;
  readonly #memory: MemorySystem;
  readonly #retireSlots: Ring;
  readonly #attribution = new Attribution();
  readonly #addendLate: number;
  readonly #flush: number;
  readonly #exceptionEntry: number;
  readonly #exceptionReturn: number;

  /** When the last instruction retired. */
  #retired = 0;
  /** Of the system registers that keep their order: when the last access issued, and when the last write was done. */
  #systemIssued = 0;
  #systemWritten = 0;

  constructor(core: Core, place?: ClusterPlace) {
    this.#program = new StaticProgram(core);
    this.#memory = new MemorySystem(core, place);
    this.#frontEnd = new FrontEnd(core, this.#program, this.#memory);
    this.#discipline =
      core.discipline === 'in-order' ? new InOrder(core, this.#program) : new OutOfOrder(core, this.#program);
    this.#scoreboard = new Scoreboard(this.#program.resources);
    this.#loadStore = new LoadStoreUnit(core, this.#program, this.#scoreboard, this.#discipline, this.#memory);
    this.#retireSlots = new Ring(core.window.retireWidth.value);
    this.#addendLate = core.multiply.addendLate.value;
    this.#flush = core.flushes.refetch.value;
    this.#exceptionEntry = this.#flush + core.flushes.exceptionEntry.value;
    this.#exceptionReturn = this.#flush + core.flushes.exceptionReturn.value;
  }

  get cycles(): number {
    return this.#retired;
  }
  get causes(): Float64Array {
    return this.#attribution.causes;
  }
  get retiredOf(): Float64Array {
    return this.#attribution.retiredOf;
  }
  get cyclesOf(): Float64Array {
    return this.#attribution.cyclesOf;
  }
  get causesOf(): Float64Array {
    return this.#attribution.causesOf;
  }

  get waitedForCore(): boolean | undefined {
    return this.#memory.isShared ? this.#memory.waited : undefined;
  }

  prepare(instruction: Instruction, dataflow: Dataflow, pcLow: number, pcHigh: number): number {
    const handle = this.#program.add(instruction, dataflow, pcLow, pcHigh);
    this.#attribution.grow(this.#program.count);
    this.#frontEnd.grow(this.#program.count);
    return handle;
  }

  step(
    handle: number,
    accessed: number,
    addressLow: number,
    addressHigh: number,
    nextLow: number,
    _nextHigh: number,
  ): void {
    const p = this.#program;
    const t = this.timeline;
    const shape = p.shape[handle]!;
    this.#memory.waited = false;
    this.#enter(handle, t);
    switch (shape) {
      case SHAPE.nothing:
        break;
      case SHAPE.compute:
        this.#compute(handle, t);
        break;
      case SHAPE.load:
        this.#loadStore.load(handle, accessed, addressLow, addressHigh, this.#retired, t);
        break;
      case SHAPE.store:
        this.#loadStore.store(handle, addressLow, addressHigh, t);
        break;
      case SHAPE.orderedStore:
        this.#loadStore.orderedStore(handle, accessed, addressLow, addressHigh, this.#retired, t);
        break;
      case SHAPE.barrier:
        this.#barrier(handle, t);
        break;
      case SHAPE.system:
        this.#system(handle, t);
        break;
      case SHAPE.branch:
        this.#branch(handle, t);
        break;
      default:
        this.#waitUntilOldest(t);
        break;
    }
    if (p.base[handle]! >= 0) this.#updateBase(handle, t);

    this.#leave(handle, t);
    this.#attribution.retiredOf[handle]!++;
    if (isStore(shape)) {
      this.#loadStore.write(handle, this.#retired, accessed);
      this.#discipline.written(this.#loadStore.written);
    }
    this.#follow(handle, shape, nextLow, t);
  }

  fault(handle: number, _nextLow: number, _nextHigh: number): void {
    const t = this.timeline;
    this.#enter(handle, t);
    this.#waitUntilOldest(t);
    this.#leave(handle, t);
    this.#frontEnd.redirect(this.#retired + this.#exceptionEntry, CAUSE.exception);
  }

  /** Forgets everything that ran: time, counts, and what predictors and caches hold. Handles stay. */
  reset(): void {
    for (const part of [
      this.#frontEnd,
      this.#discipline,
      this.#scoreboard,
      this.#loadStore,
      this.#memory,
      this.#retireSlots,
    ]) {
      part.reset();
    }
    this.#attribution.clear();
    this.#retired = this.#systemIssued = this.#systemWritten = 0;
  }

  #enter(handle: number, t: Timeline): void {
    this.#frontEnd.fetch(handle, t);
    this.#discipline.dispatch(handle, t);
    this.#frontEnd.leave(t.dispatched);
    t.operands = t.dispatched + DISPATCH_TO_ISSUE;
    t.operandCause = CAUSE.base;
    t.issued = t.operands;
    t.issueCause = CAUSE.base;
    t.completed = t.issued + 1;
    t.completeCause = CAUSE.base;
  }

  #leave(handle: number, t: Timeline): void {
    const before = this.#retired;
    let at = t.completed + COMPLETE_TO_RETIRE;
    if (before > at) at = before;
    const slot = this.#retireSlots.freeAt(1);
    if (slot > at) at = slot;
    this.#retireSlots.take(1, at + 1);
    this.#retired = at;
    this.#discipline.retire(handle, at, t);
    this.#attribution.charge(handle, before, at, t);
  }

  #compute(handle: number, t: Timeline): void {
    const p = this.#program;
    this.#scoreboard.await(t, p.list, p.sources[handle]!, p.data[handle]!);
    if (p.addend[handle]! >= 0) this.#scoreboard.awaitAddend(t, p.addend[handle]!, this.#addendLate);
    t.issued = this.#discipline.issue(p.queue[handle]!, t.operands, p.busy[handle]!);
    t.issueCause = CAUSE.port;
    t.completed = t.issued + p.latency[handle]!;
    t.completeCause = CAUSE.dependency;
    this.#write(handle, t.completed, CAUSE.dependency);
  }

  #branch(handle: number, t: Timeline): void {
    const p = this.#program;
    this.#compute(handle, t);
    // The return address comes from an integer port and depends on nothing.
    if (p.links[handle] !== 0) {
      const linked = this.#discipline.issuePart(t.dispatched + DISPATCH_TO_ISSUE) + 1;
      this.#write(handle, linked, CAUSE.dependency);
    }
  }

  #system(handle: number, t: Timeline): void {
    const p = this.#program;
    this.#scoreboard.await(t, p.list, p.sources[handle]!, p.data[handle]!);
    const writes = (p.flags[handle]! & FLAG.oldest) !== 0;
    let from = this.#systemIssued > this.#systemWritten ? this.#systemIssued : this.#systemWritten;
    if (writes && this.#retired > from) from = this.#retired;
    if (from > t.operands) {
      t.operands = from;
      t.operandCause = CAUSE.serialising;
    }
    t.issued = this.#discipline.issue(p.queue[handle]!, t.operands, p.busy[handle]!);
    t.issueCause = CAUSE.port;
    t.completed = t.issued + p.latency[handle]!;
    t.completeCause = CAUSE.serialising;
    this.#systemIssued = t.issued;
    if (writes) this.#systemWritten = t.completed;
    this.#write(handle, t.completed, CAUSE.serialising);
  }

  #barrier(handle: number, t: Timeline): void {
    this.#loadStore.barrier(handle, this.#retired, t);
    if (this.#program.flags[handle]! & FLAG.drains) this.#discipline.close(t.completed);
  }

  #waitUntilOldest(t: Timeline): void {
    if (this.#retired <= t.operands) return;
    t.operands = t.issued = this.#retired;
    t.operandCause = CAUSE.serialising;
    t.completed = t.issued + 1;
  }

  /** Pre- and post-indexed accesses update their base on an integer port. */
  #updateBase(handle: number, t: Timeline): void {
    const base = this.#program.base[handle]!;
    const ready = this.#scoreboard.readyAt(base);
    let at = t.dispatched + DISPATCH_TO_ISSUE;
    if (ready > at) at = ready;
    let issued = at;
    for (let part = this.#program.baseUpdates[handle]!; part > 0; part--) issued = this.#discipline.issuePart(at);
    this.#scoreboard.write(base, issued + 1, CAUSE.dependency);
  }

  #write(handle: number, at: number, cause: number): void {
    const p = this.#program;
    const end = p.end[handle]!;
    for (let i = p.results[handle]!; i < end; i += 2)
      this.#scoreboard.write(p.list[i]!, at + p.list[i + 1]!, cause, p.product[handle]);
  }

  /** Control goes to `next`. */
  #follow(handle: number, shape: number, next: number, t: Timeline): void {
    const p = this.#program;
    const branch = p.branch[handle]!;
    if (shape === SHAPE.branch) this.#frontEnd.branch(handle, next, t.completed);
    else if (branch === BRANCH.eret) this.#frontEnd.redirect(this.#retired + this.#exceptionReturn, CAUSE.exception);
    else if (branch === BRANCH.exception || next !== ((p.pcLow[handle]! + 4) | 0)) {
      this.#frontEnd.redirect(this.#retired + this.#exceptionEntry, CAUSE.exception);
    } else if (p.flags[handle]! & FLAG.flush) this.#frontEnd.redirect(this.#retired + this.#flush, CAUSE.serialising);
  }
}
