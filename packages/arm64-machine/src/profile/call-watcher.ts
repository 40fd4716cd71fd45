import type { Instruction, TimingClass } from '../isa/index.js';
import type { Symbolizer } from '../machine-fault.js';
import { ARRIVAL, CallStack } from './call-stack.js';
import type { CallNode } from './call-tree.js';
import type { Place } from './profile.js';

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

/** Follows retired instructions from function to function: who of the {@link CallStack} each of them belongs to. */
export class CallWatcher {
  /** By handle. */
  readonly places: Place[] = [];
  readonly #symbols: () => Symbolizer | undefined;
  readonly #departures: number[] = [];
  readonly #low: number[] = [];
  readonly #high: number[] = [];
  readonly #stack = new CallStack();
  #arrival: number = ARRIVAL.onward;
  #returnLow = 0;
  #returnHigh = 0;

  /** @param symbols asked for when code is first seen: it can be there before its symbols are */
  constructor(symbols: () => Symbolizer | undefined) {
    this.#symbols = symbols;
  }

  /** Callers and callees; the root is nobody. */
  get root(): CallNode {
    return this.#stack.root;
  }

  prepare(handle: number, { word, row, fields }: Instruction, pcLow: number, pcHigh: number): void {
    const address = (BigInt(pcHigh >>> 0) << 32n) | BigInt(pcLow >>> 0);
    const symbol = this.#symbols()?.at(address);
    this.places[handle] = { address, word, name: symbol?.name ?? NO_SYMBOL, offset: symbol?.offset ?? 0 };
    const kind = typeof row.class === 'function' ? row.class(fields) : row.class;
    this.#departures[handle] = departures[kind] ?? ARRIVAL.onward;
    this.#low[handle] = pcLow;
    this.#high[handle] = pcHigh;
  }

  /** The instruction retired, and control goes to `next`. @returns the function that it is in, with its callers */
  step(handle: number, nextLow: number, nextHigh: number): CallNode {
    const node = this.#arrive(handle);
    const departure = this.#departures[handle]!;
    if (departure === ARRIVAL.onward) return node;
    const behind = (this.#low[handle]! + 4) | 0;
    const behindHigh = behind === 0 ? (this.#high[handle]! + 1) | 0 : this.#high[handle]!;
    // An SVC that the host has answered goes on behind it.
    if (departure === ARRIVAL.exception && nextLow === behind && nextHigh === behindHigh) return node;
    this.#arrival = departure;
    this.#returnLow = behind;
    this.#returnHigh = behindHigh;
    return node;
  }

  /** The instruction faulted, and control goes to a vector. */
  fault(handle: number): CallNode {
    const node = this.#arrive(handle);
    this.#arrival = ARRIVAL.exception;
    return node;
  }

  #arrive(handle: number): CallNode {
    const { name, offset } = this.places[handle]!;
    const stack = this.#stack;
    if (this.#arrival === ARRIVAL.onward && name === stack.node.name) return stack.node;
    stack.arrive(this.#arrival, name, offset, this.#low[handle]!, this.#high[handle]!, this.#returnLow, this.#returnHigh);
    this.#arrival = ARRIVAL.onward;
    return stack.node;
  }
}
