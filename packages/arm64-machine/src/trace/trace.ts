/** What an instruction did to memory. */
export const ACCESS = { load: 1, store: 2 } as const;

/** Retired instructions in order, as columns: a recorded run can be millions of them. */
export interface Trace {
  readonly length: number;
  readonly pcLow: Int32Array;
  readonly pcHigh: Int32Array;
  readonly words: Int32Array;
  /** Of {@link ACCESS}; 0 where memory was not touched. */
  readonly access: Uint8Array;
  /** Lowest byte touched, and how many bytes from there. */
  readonly addressLow: Int32Array;
  readonly addressHigh: Int32Array;
  readonly bytes: Uint16Array;
  /** Where the instruction stands in the text that it was read from, from 1; empty where there was none. */
  readonly lines: Int32Array;
}

const FIRST_CAPACITY = 1024;

/** A trace while it grows. */
export class TraceBuilder {
  length = 0;
  pcLow = new Int32Array(FIRST_CAPACITY);
  pcHigh = new Int32Array(FIRST_CAPACITY);
  words = new Int32Array(FIRST_CAPACITY);
  access = new Uint8Array(FIRST_CAPACITY);
  addressLow = new Int32Array(FIRST_CAPACITY);
  addressHigh = new Int32Array(FIRST_CAPACITY);
  bytes = new Uint16Array(FIRST_CAPACITY);
  lines = new Int32Array(FIRST_CAPACITY);

  /** An instruction that has touched no memory yet. */
  add(pcLow: number, pcHigh: number, word: number, line = 0): void {
    if (this.length === this.words.length) this.#grow();
    const at = this.length++;
    this.pcLow[at] = pcLow;
    this.pcHigh[at] = pcHigh;
    this.words[at] = word;
    this.lines[at] = line;
  }

  /** An access of the last instruction added; several make one that spans from the first byte to the last. */
  touch(access: number, low: number, high: number, bytes: number): void {
    const at = this.length - 1;
    if (this.access[at] === 0) {
      this.addressLow[at] = low;
      this.addressHigh[at] = high;
      this.bytes[at] = bytes;
    } else {
      const distance = (low - this.addressLow[at]!) | 0;
      if (distance < 0) {
        this.addressLow[at] = low;
        this.addressHigh[at] = high;
      }
      this.bytes[at] = Math.max(distance + bytes, this.bytes[at]!) - Math.min(distance, 0);
    }
    this.access[at]! |= access;
  }

  /** The trace so far, in arrays of its own. */
  build(): Trace {
    const { length } = this;
    const cut = <T extends { slice(from: number, to: number): T }>(column: T): T => column.slice(0, length);
    return {
      length,
      pcLow: cut(this.pcLow),
      pcHigh: cut(this.pcHigh),
      words: cut(this.words),
      access: cut(this.access),
      addressLow: cut(this.addressLow),
      addressHigh: cut(this.addressHigh),
      bytes: cut(this.bytes),
      lines: cut(this.lines),
    };
  }

  #grow(): void {
    this.pcLow = doubled(this.pcLow);
    this.pcHigh = doubled(this.pcHigh);
    this.words = doubled(this.words);
    this.access = doubled(this.access);
    this.addressLow = doubled(this.addressLow);
    this.addressHigh = doubled(this.addressHigh);
    this.bytes = doubled(this.bytes);
    this.lines = doubled(this.lines);
  }
}

type Column = Int32Array<ArrayBuffer> | Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;

function doubled<T extends Column>(old: T): T {
  const column = new (old.constructor as new (length: number) => T)(2 * old.length);
  column.set(old);
  return column;
}
