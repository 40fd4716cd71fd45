/** Targets of indirect branches, by address and recent path; the low halves of target addresses stand for them. */
export class IndirectPredictor {
  readonly #mask: number;
  readonly #branch: Int32Array;
  readonly #target: Int32Array;

  /** @param targets how many are remembered, a power of two */
  constructor(targets: number) {
    this.#mask = targets - 1;
    this.#branch = new Int32Array(targets);
    this.#target = new Int32Array(targets);
    this.reset();
  }

  /** Whether the target is the one predicted after this history; it is learnt. */
  predicts(pc: number, history: number, target: number): boolean {
    const at = ((pc >>> 2) ^ (pc >>> 11) ^ history) & this.#mask;
    const right = this.#branch[at] === pc && this.#target[at] === target;
    this.#branch[at] = pc;
    this.#target[at] = target;
    return right;
  }

  reset(): void {
    this.#branch.fill(-1);
    this.#target.fill(-1);
  }
}
