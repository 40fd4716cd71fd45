import type { Dataflow } from '../ir/analyse.js';
import type { Instruction } from '../isa/index.js';
import type { RetireObserver } from './observed-timing.js';

/** Characters that are collected before they are handed on. */
const CHUNK = 1 << 16;

/**
 * Writes retired instructions as text, one line each: `PC WORD [L|S:ADDRESS:SIZE ...]`, all numbers in hex, the
 * size in bytes. A pair is one access of both registers' bytes; an atomic has a load and a store at one address; a
 * store-exclusive that failed has none. Exceptions and returns show as the jumps they are. An instruction that faulted
 * has a line without accesses, and the next line's PC is the vector.
 */
export class TraceWriter implements RetireObserver {
  readonly #write: (text: string) => void;
  /** By handle: the line as it is without an access, and what stands around an address. */
  readonly #heads: string[] = [];
  readonly #loads: string[] = [];
  readonly #stores: string[] = [];
  #text = '';

  /** @param write gets many lines at a time */
  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  prepare(
    handle: number,
    { word }: Instruction,
    { loadBytes, storeBytes }: Dataflow,
    pcLow: number,
    pcHigh: number,
  ): void {
    this.#heads[handle] = `${address(pcLow, pcHigh)} ${word.toString(16).padStart(8, '0')}`;
    this.#loads[handle] = loadBytes > 0 ? `:${loadBytes.toString(16)}` : '';
    this.#stores[handle] = storeBytes > 0 ? `:${storeBytes.toString(16)}` : '';
  }

  step(handle: number, _cycles: number, accessed: number, addressLow: number, addressHigh: number): void {
    let line = this.#heads[handle]!;
    if (accessed !== 0) {
      const at = address(addressLow, addressHigh);
      const load = this.#loads[handle]!;
      const store = this.#stores[handle]!;
      if (load !== '') line += ` L:${at}${load}`;
      if (store !== '') line += ` S:${at}${store}`;
    }
    this.#text += line + '\n';
    if (this.#text.length >= CHUNK) this.flush();
  }

  fault(handle: number): void {
    this.#text += this.#heads[handle]! + '\n';
  }

  /** Hands on what is left; to be called at the end. */
  flush(): void {
    if (this.#text !== '') this.#write(this.#text);
    this.#text = '';
  }
}

function address(low: number, high: number): string {
  const text = (low >>> 0).toString(16);
  return high === 0 ? text : (high >>> 0).toString(16) + text.padStart(8, '0');
}
