import { pageNumber, plus } from './page.js';

/** Told of bytes at an address in int32 halves. */
export type WriteListener = (low: number, high: number, size: number) => void;

/** Pages that hold translated code, and who wants to know of stores to them. */
export class CodeWatch {
  readonly #pages = new Set<number>();
  readonly #listeners: WriteListener[] = [];

  onWrite(listener: WriteListener): void {
    this.#listeners.push(listener);
  }

  /** @returns whether the page is new */
  add(page: number): boolean {
    if (this.#pages.has(page)) return false;
    this.#pages.add(page);
    return true;
  }

  has(page: number): boolean {
    return this.#pages.has(page);
  }

  /** Tells of a store where a page of it is watched. */
  written(low: number, high: number, size: number): void {
    if (this.#pages.size === 0) return;
    const [lastLow, lastHigh] = plus(low, high, size - 1);
    const last = pageNumber(lastLow, lastHigh);
    for (let page = pageNumber(low, high); page <= last; page++) {
      if (this.#pages.has(page)) {
        for (const listener of this.#listeners) listener(low, high, size);
        return;
      }
    }
  }
}
