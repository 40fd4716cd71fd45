import type { Slot } from '../insn/slot.js';
import { call } from './filter.js';

/** Calls by symbol: their numbers count from here, and none is a helper's. */
const FIRST_SYMBOL = 0x4000_0000;

/** Functions of the kernel that a program calls, by the number that stands in the call. */
export class CallTable {
  readonly #symbols: string[] = [];

  call(symbol: string): Slot {
    let index = this.#symbols.indexOf(symbol);
    if (index < 0) index = this.#symbols.push(symbol) - 1;
    return call(FIRST_SYMBOL + index);
  }

  /** undefined for the number of a helper. */
  symbol(number: number): string | undefined {
    return number >= FIRST_SYMBOL ? this.#symbols[number - FIRST_SYMBOL] : undefined;
  }
}
