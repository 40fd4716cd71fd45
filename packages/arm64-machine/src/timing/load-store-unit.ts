import { CAUSE } from './cause.js';
import { FLAG, SHAPE } from './classify.js';
import type { Core } from './core.js';
import type { Discipline } from './discipline.js';
import type { MemorySystem } from './memory-system.js';
import type { Scoreboard } from './scoreboard.js';
import type { StaticProgram } from './static-program.js';
import { crosses, granules, StoreQueue } from './store-queue.js';
import type { Timeline } from './timeline.js';

/** Loads, stores and what orders them. */
export class LoadStoreUnit {
  readonly queue: StoreQueue;
  readonly #program: StaticProgram;
  readonly #scoreboard: Scoreboard;
  readonly #discipline: Discipline;
  readonly #memory: MemorySystem;
  readonly #crossing: number;
  readonly #pairCrossing: number;
  readonly #crossingLatency: number;
  readonly #granule: number;
  readonly #dataLate: number;
  readonly #barrier: number;
  readonly #exclusiveLoad: number;
  readonly #exclusiveSpeculates: boolean;

  /** When the addresses of all stores so far are known: no load passes one that is not. */
  #addressesKnown = 0;
  /** When the last acquire or barrier lets younger loads go. Younger stores are written later anyway, as they retire later. */
  #opened = 0;
  /** When the last release is performed: no acquire passes it. */
  #released = 0;
  /** When the last exclusive access is done: there is one monitor. */
  #exclusiveDone = 0;
  /** When all loads so far have their data, and all stores so far are written. */
  #loaded = 0;
  #written = 0;
  /** What to call a wait for that. */
  #writtenCause = CAUSE['exclusive/ordering'];
  /** When all stores so far are written. */
  get written(): number {
    return this.#written;
  }

  /** The store of the instruction in hand. */
  #low = 0;
  #high = 0;
  #bytes = 0;
  #filled = 0;

  constructor(
    core: Core,
    program: StaticProgram,
    scoreboard: Scoreboard,
    discipline: Discipline,
    memory: MemorySystem,
  ) {
    this.queue = new StoreQueue(core.window, core.stores);
    this.#program = program;
    this.#scoreboard = scoreboard;
    this.#discipline = discipline;
    this.#memory = memory;
    this.#crossing = core.loads.crossing.value;
    this.#pairCrossing = core.loads.pairCrossing.value;
    this.#crossingLatency = core.loads.crossingLatency.value;
    this.#granule = core.stores.granuleBytes.value;
    this.#dataLate = core.stores.dataLate.value;
    this.#barrier = core.ordering.performed.value;
    this.#exclusiveLoad = core.ordering.exclusiveLoad.value;
    this.#exclusiveSpeculates = core.ordering.exclusiveSpeculates.value !== 0;
  }

  /** `oldest`: when everything older has retired. */
  load(handle: number, accessed: number, low: number, high: number, oldest: number, t: Timeline): void {
    const p = this.#program;
    const flags = p.flags[handle]!;
    const bytes = p.bytes[handle]!;
    this.#scoreboard.await(t, p.list, p.sources[handle]!, p.data[handle]!);
    wait(t, this.#addressesKnown, CAUSE['store queue']);
    wait(t, this.#opened, CAUSE['exclusive/ordering']);
    if (flags & FLAG.acquire) wait(t, this.#released, CAUSE['exclusive/ordering']);
    if (flags & FLAG.exclusive) {
      wait(t, this.#exclusiveDone, CAUSE['exclusive/ordering']);
      if (!this.#exclusiveSpeculates) wait(t, oldest, CAUSE['exclusive/ordering']);
    }
    const twice = crosses(low, bytes, bytes > 8 ? this.#pairCrossing : this.#crossing);
    t.issued = this.#discipline.issue(p.queue[handle]!, t.operands, twice ? 2 : 1);
    t.issueCause = CAUSE.port;
    if (accessed === 0 || bytes === 0) {
      if (accessed !== 0) this.#memory.prefetch(low, high, t.issued, (flags & FLAG.forStore) !== 0);
      t.completed = t.issued + 1;
      return;
    } // A prefetch: nothing waits for it.

    let data = t.issued + p.latency[handle]! + (twice ? this.#crossingLatency : 0);
    let together = false;
    t.completeCause = CAUSE.L1;
    const extra = this.#memory.access(low, high, t.issued, false);
    if (this.queue.match(low, high, bytes, t.issued)) {
      if (this.queue.dataAt > data) {
        data = this.queue.dataAt;
        together = true;
        t.completeCause = this.queue.hazard ? CAUSE['forwarding hazard'] : CAUSE['store queue'];
      }
    } else if (extra > 0) {
      data += extra;
      t.completeCause = this.#memory.cause;
    }
    if (flags & FLAG.exclusive) {
      data += this.#exclusiveLoad;
      this.#exclusiveDone = data;
    }
    t.completed = this.#results(handle, data, together, t.completeCause);
    if (t.completed > this.#loaded) this.#loaded = t.completed;
    if (flags & FLAG.acquire) this.#opened = data;
  }

  /** A store up to the point where it may retire: address and data are known. */
  store(handle: number, low: number, high: number, t: Timeline): void {
    const p = this.#program;
    const bytes = p.bytes[handle]!;
    const dispatched = t.operands;
    this.#scoreboard.await(t, p.list, p.sources[handle]!, p.data[handle]!);
    const address = this.#discipline.issue(p.queue[handle]!, t.operands, granules(low, bytes, this.#granule));
    if (address + 1 > this.#addressesKnown) this.#addressesKnown = address + 1;
    // The data come on their own; the timeline shows the later of the two ways.
    const addressWait = t.operands;
    if (address > addressWait) t.issueCause = CAUSE.port;
    t.operands = dispatched > addressWait ? dispatched : addressWait;
    this.#scoreboard.await(t, p.list, p.data[handle]!, p.results[handle]!);
    const filled = address > t.operands ? address : t.operands;
    t.operands -= this.#dataLate;
    t.issued = address > t.operands ? address : t.operands;
    t.completed = t.issued + 1;
    t.completeCause = CAUSE.base;
    this.#low = low;
    this.#high = high;
    this.#bytes = bytes;
    this.#filled = filled;
  }

  /** A store that is performed when it is the oldest instruction, `oldest` at the earliest: its result comes with that. */
  orderedStore(handle: number, accessed: number, low: number, high: number, oldest: number, t: Timeline): void {
    this.store(handle, low, high, t);
    const flags = this.#program.flags[handle]!;
    let at = t.completed;
    if (oldest > at) at = oldest;
    if (this.#written > at) at = this.#written;
    if (accessed !== 0) {
      const extra = this.#memory.access(low, high, at, true);
      if (extra > 0 && this.#memory.cause === CAUSE.coherence) {
        wait(t, at, this.#writtenCause);
        t.issued = at + extra;
        t.issueCause = CAUSE.coherence;
      }
      at += extra + this.#program.latency[handle]!;
    }
    t.completed = at;
    t.completeCause = CAUSE['exclusive/ordering'];
    if (flags & FLAG.exclusive) this.#exclusiveDone = at;
    if (flags & FLAG.acquire) this.#opened = at;
    if (flags & FLAG.release) this.#released = at;
    this.#results(handle, at, true, CAUSE['exclusive/ordering']);
    this.#filled = at;
  }

  /** Writes the store in hand to the cache, once it has retired; stores are written in order. */
  write(handle: number, retired: number, accessed: number): void {
    if (accessed === 0) return;
    let at = retired > this.#written ? retired : this.#written;
    if (this.#program.shape[handle] === SHAPE.store) {
      at += granules(this.#low, this.#bytes, this.#granule);
      // The line was asked for when the address was known.
      const line = this.#filled + this.#memory.access(this.#low, this.#high, this.#filled, true);
      if (line > at) {
        at = line;
        this.#writtenCause = this.#memory.cause === CAUSE.coherence ? CAUSE.coherence : CAUSE['exclusive/ordering'];
      }
    }
    this.#written = at;
    this.queue.push(this.#low, this.#high, this.#bytes, this.#filled, at);
  }

  barrier(handle: number, oldest: number, t: Timeline): void {
    const flags = this.#program.flags[handle]!;
    t.operandCause = CAUSE['exclusive/ordering'];
    wait(t, this.#loaded, CAUSE['exclusive/ordering']);
    if (!(flags & FLAG.loadsOnly)) {
      wait(t, oldest, CAUSE['exclusive/ordering']);
      wait(t, this.#written, this.#writtenCause);
    }
    t.issued = t.operands;
    t.completed = t.issued + (flags & FLAG.loadsOnly ? 1 : this.#barrier);
    t.completeCause = CAUSE['exclusive/ordering'];
    this.#opened = t.completed;
  }

  reset(): void {
    this.queue.reset();
    this.#addressesKnown = this.#opened = this.#released = this.#exclusiveDone = this.#loaded = this.#written = 0;
  }

  /** Gives out the results of an access, all or the first at `at`; gives when the last is there. */
  #results(handle: number, at: number, together: boolean, cause: number): number {
    const p = this.#program;
    const end = p.end[handle]!;
    let last = at;
    for (let i = p.results[handle]!; i < end; i += 2) {
      if (!together) last = at + p.list[i + 1]!;
      this.#scoreboard.write(p.list[i]!, last, cause);
    }
    return last;
  }
}

function wait(t: Timeline, until: number, cause: number): void {
  if (until > t.operands) {
    t.operands = until;
    t.operandCause = cause;
  }
}
