import { Cache } from './cache.js';
import type { Core } from './core.js';
import { derived, type Sourced } from './provenance.js';

/** MESI, of one line in one core's L1 data cache. */
export type LineState = 'invalid' | 'shared' | 'exclusive' | 'modified';

const INVALID = 0;
const SHARED = 1;
const EXCLUSIVE = 2;
const MODIFIED = 3;
const STATES: readonly LineState[] = ['invalid', 'shared', 'exclusive', 'modified'];

/** Cycles beyond an L1 hit that it takes to get at a line through the snoop control unit. */
export interface CoherenceLatencies {
  /** From another core's L1: there, and back with the data. */
  readonly transfer: Sourced;
  /** A line held already, to write it: other copies are invalidated, no data come. */
  readonly upgrade: Sourced;
  /** Until the snoop has reached the core that holds the line: for so long it can still be used there. */
  readonly snoop: Sourced;
  /** From L2, where a line that several cores share is clean. */
  readonly l2: Sourced;
}

/**
 * What a core's own numbers say of its coherence: a trip between an L1 and L2 is the L2's load-to-use latency less the
 * L1's, and a snoop is the same trip from L2 to another L1. No measurement of a transfer enters: core-to-core CAS is
 * what the sum is checked against.
 */
export function coherenceLatencies({ memory, classes }: Core): CoherenceLatencies {
  const hit = classes.load!.latency.value;
  const trip = memory.l2Latency.value - hit;
  const from = (what: string): string => `${what}; a trip is memory.l2Latency - the load's latency = ${trip}`;
  return {
    transfer: derived(2 * trip + hit, from('a trip to L2, one to the other L1, and a read there'), 'low'),
    upgrade: derived(2 * trip, from('a trip to L2, and one to the other L1s'), 'low'),
    snoop: derived(trip, from('half a trip to L2, half of one to the other L1'), 'low'),
    l2: derived(trip, from('an L2 hit')),
  };
}

/** Answer of the directory where no other core has the line: it comes from L2 or memory, as on a core by itself. */
export const NOWHERE = -1;

/** A line as its cores have it, by core. */
class Line {
  readonly state: Uint8Array;
  /** When the core has the line; and what it had, until when, of a line that a snoop takes away. */
  readonly from: Float64Array;
  readonly had: Uint8Array;
  readonly until: Float64Array;
  /** When the transfer under way is over: requests for a line are served one after the other. */
  free = 0;

  constructor(cores: number) {
    this.state = new Uint8Array(cores);
    this.from = new Float64Array(cores);
    this.had = new Uint8Array(cores);
    this.until = new Float64Array(cores);
  }
}

/**
 * Who holds which line: the duplicate tags of the L2's snoop control unit (Cortex-A72 TRM, "L2 memory system": MESI among
 * the L1 data caches, L2 inclusive of them and keeper of what was modified).
 *
 * Cores ask in the order of simulated time, give or take the span of an instruction. A request that finds its line on
 * the way to another core waits until it is there: contention is that queue. Answers are cycles beyond an L1 hit.
 */
export class CoherenceDirectory {
  readonly #cores: number;
  readonly #lines = new Map<number, Map<number, Line>>();
  readonly #transfer: number;
  readonly #upgrade: number;
  readonly #snoop: number;
  readonly #l2: number;

  constructor(cores: number, { transfer, upgrade, snoop, l2 }: CoherenceLatencies) {
    this.#cores = cores;
    this.#transfer = transfer.value;
    this.#upgrade = upgrade.value;
    this.#snoop = snoop.value;
    this.#l2 = l2.value;
  }

  /** Core number `core` reads a line, a line number in two halves, at the cycle `at`. */
  read(core: number, low: number, high: number, at: number): number {
    const line = this.#line(low, high);
    if (line.state[core] !== INVALID || at < line.until[core]!) return Math.max(0, line.from[core]! - at);
    const owner = this.#owner(line);
    if (owner < 0 && line.free <= at) {
      const shared = line.state.some((state) => state !== INVALID);
      this.#give(line, core, shared ? SHARED : EXCLUSIVE, at);
      return NOWHERE;
    }
    const start = Math.max(at, line.free);
    const arrives = start + (owner < 0 ? this.#l2 : this.#transfer);
    if (owner >= 0) {
      this.#take(line, owner, SHARED, start + this.#snoop);
      line.free = arrives;
    }
    this.#give(line, core, SHARED, arrives);
    return arrives - at;
  }

  /** It writes: every other copy is invalidated. */
  write(core: number, low: number, high: number, at: number): number {
    const line = this.#line(low, high);
    const held = line.state[core]!;
    if (held >= EXCLUSIVE) {
      line.state[core] = MODIFIED;
      return Math.max(0, line.from[core]! - at);
    }
    if (at < line.until[core]! && line.had[core]! >= EXCLUSIVE) return Math.max(0, line.from[core]! - at);
    const others = line.state.some((state, other) => other !== core && state !== INVALID);
    if (!others && held === INVALID && line.free <= at) {
      this.#give(line, core, MODIFIED, at);
      return NOWHERE;
    }
    const start = Math.max(at, line.free, held === SHARED ? line.from[core]! : 0);
    const arrives = start + (held === SHARED ? this.#upgrade : this.#transfer);
    for (let other = 0; other < this.#cores; other++) {
      if (other !== core && line.state[other] !== INVALID) this.#take(line, other, INVALID, start + this.#snoop);
    }
    this.#give(line, core, MODIFIED, arrives);
    line.free = arrives;
    return arrives - at;
  }

  /** The L1 of a core lets go of a line; what was modified goes to L2. */
  evict(core: number, low: number, high: number): void {
    const line = this.#lines.get(high)?.get(low);
    if (line) line.state[core] = INVALID;
  }

  /** Whether a core other than this one has the line, or is about to. */
  isElsewhere(core: number, low: number, high: number): boolean {
    return this.#lines.get(high)?.get(low)?.state.some((state, other) => other !== core && state !== INVALID) ?? false;
  }

  /** As of the last request. */
  state(core: number, low: number, high: number): LineState {
    return STATES[this.#lines.get(high)?.get(low)?.state[core] ?? INVALID]!;
  }

  #owner(line: Line): number {
    return line.state.findIndex((state) => state >= EXCLUSIVE);
  }

  #give(line: Line, core: number, state: number, from: number): void {
    line.state[core] = state;
    line.from[core] = from;
    line.until[core] = 0;
  }

  #take(line: Line, core: number, state: number, at: number): void {
    line.had[core] = line.state[core]!;
    line.until[core] = at;
    line.state[core] = state;
  }

  #line(low: number, high: number): Line {
    let byLow = this.#lines.get(high);
    if (!byLow) this.#lines.set(high, (byLow = new Map()));
    let line = byLow.get(low);
    if (!line) byLow.set(low, (line = new Line(this.#cores)));
    return line;
  }
}

/** What the cores of a cluster have in common below their L1 caches. */
export class SharedMemorySystem {
  readonly l2: Cache;
  readonly directory: CoherenceDirectory;

  /** @param core model that all of them are of */
  constructor(core: Core, cores: number) {
    const { l2, lineBytes } = core.memory;
    this.l2 = new Cache(l2.bytes.value / lineBytes.value, l2.ways.value);
    this.directory = new CoherenceDirectory(cores, coherenceLatencies(core));
  }
}

/** A core's place in a cluster. */
export interface ClusterPlace {
  /** From 0. */
  readonly core: number;
  readonly shared: SharedMemorySystem;
}
