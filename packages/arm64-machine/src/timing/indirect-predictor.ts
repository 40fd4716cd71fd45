/**
 * Targets of indirect branches: by address and recent outcomes where such an entry is held, else where the branch went last.
 * The low halves of target addresses stand for them.
 */
export class IndirectPredictor {
  readonly #mask: number;
  readonly #branch: Int32Array;
  readonly #target: Int32Array;
  /** By handle. */
  #last = new Int32Array(0);

  /** @param targets how many are remembered by history, a power of two */
  constructor(targets: number) {
    this.#mask = targets - 1;
    this.#branch = new Int32Array(targets);
    this.#target = new Int32Array(targets);
    this.reset();
  }

  /** Makes room for handles below `count`. */
  grow(count: number): void {
    if (count <= this.#last.length) return;
    const last = new Int32Array(Math.max(1024, 2 * count)).fill(-1);
    last.set(this.#last);
    this.#last = last;
  }

  /** Whether the target is the one predicted after this history; it is learnt. */
  predicts(handle: number, pc: number, history: number, target: number): boolean {
    const at = ((pc >>> 2) ^ (pc >>> 11) ^ history) & this.#mask;
    const predicted = this.#branch[at] === pc ? this.#target[at] : this.#last[handle];
    this.#branch[at] = pc;
    this.#target[at] = target;
    this.#last[handle] = target;
    return predicted === target;
  }

  reset(): void {
    this.#branch.fill(-1);
    this.#target.fill(-1);
    this.#last.fill(-1);
  }
}
