import { CallNode } from './call-tree.js';

interface Frame {
  node: CallNode;
  /** Where the call returns to; meaningless for an exception, which an exception return ends wherever it goes. */
  readonly returnLow: number;
  readonly returnHigh: number;
  readonly exception: boolean;
}

/** Calls deeper than this count as jumps, so that code that never returns does not fill the memory. */
const DEEPEST = 512;

/** How control came to an instruction. */
export const ARRIVAL = { onward: 0, call: 1, jump: 2, exception: 3, exceptionReturn: 4 } as const;

/**
 * The call stack as it can be told from the instructions alone. A call pushes. Any jump through a register to an address
 * that a frame waits for returns there, over frames that were left out: a trampoline that goes straight back to its
 * caller's caller, or a tail call's return. A jump into the middle of a function that is on the stack is a longjmp to it.
 * Any other way into another function replaces the top: a tail call, or a return address that was changed.
 */
export class CallStack {
  readonly root = new CallNode('');
  readonly #frames: Frame[] = [];
  node: CallNode = this.root;

  /**
   * Control has come to `low`, `high`, which is `offset` bytes into the function `name`. For a call, `returnLow` and
   * `returnHigh` are the address behind it.
   */
  arrive(
    how: number,
    name: string,
    offset: number,
    low: number,
    high: number,
    returnLow: number,
    returnHigh: number,
  ): void {
    switch (how) {
      case ARRIVAL.call:
        this.#push(name, returnLow, returnHigh, false);
        return;
      case ARRIVAL.exception:
        this.#push(name, 0, 0, true);
        return;
      case ARRIVAL.exceptionReturn:
        this.#leave(({ exception }) => exception, name);
        return;
      case ARRIVAL.jump: {
        const waitsHere = (frame: Frame): boolean =>
          frame.returnLow === low && frame.returnHigh === high && !frame.exception;
        if (this.#leave(waitsHere, name)) return;
        if (offset > 0 && name !== this.node.name) this.#unwindTo(name);
        this.#replaceTop(name);
        return;
      }
      default:
        this.#replaceTop(name);
    }
  }

  #push(name: string, returnLow: number, returnHigh: number, exception: boolean): void {
    if (this.#frames.length >= DEEPEST) {
      this.#replaceTop(name);
      return;
    }
    this.node = this.node.child(name);
    this.node.calls++;
    this.#frames.push({ node: this.node, returnLow, returnHigh, exception });
  }

  /** Takes away the last frame that `ends` holds for, and those above; false where there is none. */
  #leave(ends: (frame: Frame) => boolean, name: string): boolean {
    const index = this.#frames.findLastIndex(ends);
    if (index < 0) return false;
    this.#frames.length = index;
    this.node = this.#frames.at(-1)?.node ?? this.root;
    this.#replaceTop(name);
    return true;
  }

  /** Takes away the frames above the last one of the function, where it has one. */
  #unwindTo(name: string): void {
    const index = this.#frames.findLastIndex(({ node }) => node.name === name);
    if (index < 0) return;
    this.#frames.length = index + 1;
    this.node = this.#frames[index]!.node;
  }

  /** Control is in the function now; nothing is known of a call. */
  #replaceTop(name: string): void {
    if (this.node.name === name && this.node !== this.root) return;
    const top = this.#frames.at(-1);
    if (!top) {
      this.node = this.root.child(name);
      this.node.calls++;
      this.#frames.push({ node: this.node, returnLow: 0, returnHigh: 0, exception: false });
      return;
    }
    this.node = top.node = top.node.parent!.child(name);
    this.node.calls++;
  }
}
