import type { Dataflow } from '../ir/analyse.js';
import type { Instruction, TimingClass } from '../isa/index.js';
import type { Symbolizer } from '../machine-fault.js';
import type { Counts } from '../timing/cpi-stack.js';
import { byAddress, byFunction, type AddressProfile, type FunctionProfile, type Place } from './profile.js';
import { ARRIVAL, CallStack } from './call-stack.js';
import type { CallNode } from './call-tree.js';
import type { RetireObserver } from './observed-timing.js';

/** How control leaves an instruction of a class, if it is not simply onward. */
const departures: Readonly<Partial<Record<TimingClass, number>>> = {
  'branch-link': ARRIVAL.call,
  'branch-link-register': ARRIVAL.call,
  'branch-register': ARRIVAL.jump,
  return: ARRIVAL.jump,
  exception: ARRIVAL.exception,
  eret: ARRIVAL.exceptionReturn,
};

/** Where code lies that no symbol covers. */
const NO_SYMBOL = '(no symbol)';

/**
 * Attributes the cycles of a run to functions, to the chains of calls that led there, and to instructions. Put it between
 * processor and model with {@link ObservedTiming}. An instruction's cycles are those from its predecessor's retirement
 * to its own, so that they add up to the cycles of the run.
 */
export class Profiler implements RetireObserver {
  readonly #symbols: () => Symbolizer | undefined;
  readonly #places: Place[] = [];
  readonly #departures: number[] = [];
  readonly #low: number[] = [];
  readonly #high: number[] = [];
  readonly #stack = new CallStack();
  #arrival: number = ARRIVAL.onward;
  #returnLow = 0;
  #returnHigh = 0;
  #cycles = 0;

  /** @param symbols asked for when code is first seen: it can be there before its symbols are */
  constructor(symbols: () => Symbolizer | undefined) {
    this.#symbols = symbols;
  }

  /** Callers and callees; the root is nobody. */
  get calls(): CallNode {
    return this.#stack.root;
  }

  /** Functions, those with the most cycles of their own first. `counts` are the model's, for the same stretch of the run. */
  functions(counts: Counts): FunctionProfile[] {
    return byFunction(this.#places, counts, this.calls);
  }

  /** Instructions that retired, by rising address. */
  addresses(counts: Counts): AddressProfile[] {
    return byAddress(this.#places, counts);
  }

  /** Counts calls from here on; who is in a call now, stays in it. */
  reset(): void {
    for (const node of this.calls.walk()) node.calls = node.cycles = node.instructions = 0;
  }

  prepare(
    handle: number,
    { word, row, fields }: Instruction,
    _dataflow: Dataflow,
    pcLow: number,
    pcHigh: number,
  ): void {
    const address = (BigInt(pcHigh >>> 0) << 32n) | BigInt(pcLow >>> 0);
    const symbol = this.#symbols()?.at(address);
    this.#places[handle] = { address, word, name: symbol?.name ?? NO_SYMBOL, offset: symbol?.offset ?? 0 };
    const kind = typeof row.class === 'function' ? row.class(fields) : row.class;
    this.#departures[handle] = departures[kind] ?? ARRIVAL.onward;
    this.#low[handle] = pcLow;
    this.#high[handle] = pcHigh;
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
    this.#arrive(handle);
    const { node } = this.#stack;
    node.instructions++;
    node.cycles += cycles - this.#cycles;
    this.#cycles = cycles;

    const departure = this.#departures[handle]!;
    if (departure === ARRIVAL.onward) return;
    const behind = (this.#low[handle]! + 4) | 0;
    const behindHigh = behind === 0 ? (this.#high[handle]! + 1) | 0 : this.#high[handle]!;
    // An SVC that the host has answered goes on behind it.
    if (departure === ARRIVAL.exception && nextLow === behind && nextHigh === behindHigh) return;
    this.#arrival = departure;
    this.#returnLow = behind;
    this.#returnHigh = behindHigh;
  }

  fault(handle: number, cycles: number): void {
    this.#arrive(handle);
    this.#stack.node.cycles += cycles - this.#cycles;
    this.#cycles = cycles;
    this.#arrival = ARRIVAL.exception;
  }

  #arrive(handle: number): void {
    const { name, offset } = this.#places[handle]!;
    if (this.#arrival === ARRIVAL.onward && name === this.#stack.node.name) return;
    this.#stack.arrive(
      this.#arrival,
      name,
      offset,
      this.#low[handle]!,
      this.#high[handle]!,
      this.#returnLow,
      this.#returnHigh,
    );
    this.#arrival = ARRIVAL.onward;
  }
}
