import type { Host, Output } from '../host.js';

/** Shows on stderr how far `work` is, and takes the line away when it is over or has failed. */
export function withProgress<T>(host: Host, work: (onProgress: ProgressLine['onProgress']) => T): T {
  const line = new ProgressLine(host.stderr);
  try {
    return work(line.onProgress);
  } finally {
    line.clear();
  }
}

/** One line that says how far the work is, on a terminal; nothing elsewhere. */
export class ProgressLine {
  readonly #output: Output;
  #shown = false;

  constructor(output: Output) {
    this.#output = output;
  }

  /** How many of how many are done, and what is next. */
  readonly onProgress = (done: number, total: number, what: string): void => {
    if (!this.#output.isTTY) return;
    this.#output.write(`\r${done} of ${total}  ${what}\x1b[K`);
    this.#shown = true;
  };

  clear(): void {
    if (this.#shown) this.#output.write('\r\x1b[K');
    this.#shown = false;
  }
}
