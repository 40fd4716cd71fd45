import type { Output } from '../host.js';

/** One line that says how far the work is, on a terminal; nothing elsewhere. */
export class ProgressLine {
  readonly #output: Output;
  #shown = false;

  constructor(output: Output) {
    this.#output = output;
  }

  show(text: string): void {
    if (!this.#output.isTTY) return;
    this.#output.write(`\r${text}\x1b[K`);
    this.#shown = true;
  }

  clear(): void {
    if (this.#shown) this.#output.write('\r\x1b[K');
    this.#shown = false;
  }
}
