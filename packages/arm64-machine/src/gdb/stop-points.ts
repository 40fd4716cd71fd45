import type { Memory } from '../memory/memory.js';
import { WATCH_KINDS, type WatchKind } from './stop.js';

export interface Watchpoint {
  readonly watch: WatchKind;
  readonly address: bigint;
  readonly size: number;
}

/** Thrown out of an access that a watchpoint covers, before it is done. */
export class WatchHit extends Error {
  readonly watchpoint: Watchpoint;
  /** First byte of the watched range that the access touches. */
  readonly address: bigint;

  constructor(watchpoint: Watchpoint, address: bigint) {
    super(`access to 0x${address.toString(16)} is watched`);
    this.watchpoint = watchpoint;
    this.address = address;
  }
}

/** Types of the Z and z packets. */
export type StopPointType = 0 | 1 | keyof typeof WATCH_KINDS;

/** Longest range that may be watched: a page, which is far beyond what hardware has. */
const LONGEST_WATCH = 4096;

/** Breakpoints and watchpoints of one debugger, on every core. */
export class StopPoints {
  readonly #memory: Memory;
  readonly #breakpoints = new Map<bigint, Set<0 | 1>>();
  #watchpoints: readonly Watchpoint[] = [];
  /** Off while an instruction goes on that has stopped for its watchpoint. */
  watching = true;

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  /** @returns whether such a point can be set. Setting one twice is setting it once, as packets may be repeated. */
  set(type: StopPointType, address: bigint, size: number): boolean {
    if (type === 0 || type === 1) {
      const types = this.#breakpoints.get(address) ?? new Set();
      this.#breakpoints.set(address, types.add(type));
      return true;
    }
    if (size < 1 || size > LONGEST_WATCH) return false;
    const point = { watch: WATCH_KINDS[type], address, size };
    this.#watch([...this.#watchpoints.filter((other) => !same(point, other)), point]);
    return true;
  }

  clear(type: StopPointType, address: bigint, size: number): void {
    if (type === 0 || type === 1) {
      const types = this.#breakpoints.get(address);
      types?.delete(type);
      if (types?.size === 0) this.#breakpoints.delete(address);
      return;
    }
    const point = { watch: WATCH_KINDS[type], address, size };
    this.#watch(this.#watchpoints.filter((other) => !same(point, other)));
  }

  clearAll(): void {
    this.#breakpoints.clear();
    this.#watch([]);
  }

  get hasBreakpoints(): boolean {
    return this.#breakpoints.size > 0;
  }

  /** The breakpoint at an address; it counts as hardware's where only such a one is there. */
  breakpointAt(address: bigint): { readonly hardware: boolean } | undefined {
    const types = this.#breakpoints.get(address);
    return types && { hardware: !types.has(0) };
  }

  #watch(watchpoints: readonly Watchpoint[]): void {
    this.#watchpoints = watchpoints;
    this.#memory.observeAccesses(watchpoints, (low, high, size, write) => this.#accessed(low, high, size, write));
  }

  #accessed(low: number, high: number, size: number, write: boolean): void {
    if (!this.watching) return;
    const first = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
    for (const point of this.#watchpoints) {
      if (point.watch === (write ? 'rwatch' : 'watch')) continue;
      const overlap = first < point.address ? point.address : first;
      if (overlap < first + BigInt(size) && overlap < point.address + BigInt(point.size)) throw new WatchHit(point, overlap);
    }
  }
}

function same(a: Watchpoint, b: Watchpoint): boolean {
  return a.watch === b.watch && a.address === b.address && a.size === b.size;
}
