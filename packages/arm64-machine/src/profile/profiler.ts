import type { Dataflow } from '../ir/analyse.js';
import type { Instruction } from '../isa/index.js';
import type { Symbolizer } from '../machine-fault.js';
import type { Counts } from '../timing/cpi-stack.js';
import { byAddress, byFunction, type AddressProfile, type FunctionProfile } from './profile.js';
import type { CallNode } from './call-tree.js';
import { CallWatcher } from './call-watcher.js';
import type { RetireObserver } from './observed-timing.js';

/**
 * Attributes the cycles of a run to functions, to the chains of calls that led there, and to instructions. Put it between
 * processor and model with {@link ObservedTiming}. An instruction's cycles are those from its predecessor's retirement
 * to its own, so that they add up to the cycles of the run.
 */
export class Profiler implements RetireObserver {
  readonly #watcher: CallWatcher;
  #cycles = 0;

  /** @param symbols asked for when code is first seen: it can be there before its symbols are */
  constructor(symbols: () => Symbolizer | undefined) {
    this.#watcher = new CallWatcher(symbols);
  }

  /** Callers and callees; the root is nobody. */
  get calls(): CallNode {
    return this.#watcher.root;
  }

  /** Functions, those with the most cycles of their own first. `counts` are the model's, for the same stretch of the run. */
  functions(counts: Counts): FunctionProfile[] {
    return byFunction(this.#watcher.places, counts, this.calls);
  }

  /** Instructions that retired, by rising address. */
  addresses(counts: Counts): AddressProfile[] {
    return byAddress(this.#watcher.places, counts);
  }

  /** Counts calls from here on; who is in a call now, stays in it. */
  reset(): void {
    for (const node of this.calls.walk()) node.calls = node.cycles = node.instructions = 0;
  }

  prepare(handle: number, instruction: Instruction, _dataflow: Dataflow, pcLow: number, pcHigh: number): void {
    this.#watcher.prepare(handle, instruction, pcLow, pcHigh);
  }

  step(
    handle: number,
    cycles: number,
    _accessed: number,
    _addressLow: number,
    _addressHigh: number,
    nextLow: number,
    nextHigh: number,
  ): void {
    const node = this.#watcher.step(handle, nextLow, nextHigh);
    node.instructions++;
    this.#charge(node, cycles);
  }

  fault(handle: number, cycles: number): void {
    this.#charge(this.#watcher.fault(handle), cycles);
  }

  #charge(node: CallNode, cycles: number): void {
    node.cycles += cycles - this.#cycles;
    this.#cycles = cycles;
  }
}
