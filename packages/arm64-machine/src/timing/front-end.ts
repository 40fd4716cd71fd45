import { BranchTargetBuffer } from './branch-target-buffer.js';
import { CAUSE } from './cause.js';
import { BRANCH, FLAG } from './classify.js';
import type { Core } from './core.js';
import { DirectionPredictor } from './direction-predictor.js';
import { IndirectPredictor } from './indirect-predictor.js';
import type { MemorySystem } from './memory-system.js';
import { ReturnStack } from './return-stack.js';
import type { StaticProgram } from './static-program.js';
import type { Timeline } from './timeline.js';

/**
 * Fetch and prediction. Times are those at which an instruction could dispatch: the depth of the pipeline before
 * dispatch is part of what a redirect costs.
 */
export class FrontEnd {
  readonly #program: StaticProgram;
  readonly #memory: MemorySystem;
  readonly #targets: BranchTargetBuffer;
  readonly #directions: DirectionPredictor;
  readonly #indirect: IndirectPredictor;
  readonly #returns: ReturnStack;
  readonly #blockShift: number;
  readonly #lineShift: number;
  readonly #foundAtDecode: number;
  readonly #indirectCycles: number;
  readonly #mispredict: number;

  #block = -1;
  #line = -1;
  #lineHigh = 0;
  #at = 0;
  #cause: number = CAUSE['front end'];
  /** When the instructions that fetch may be ahead of dispatch dispatched. */
  readonly #dispatched: Float64Array;
  #oldest = 0;

  constructor(core: Core, program: StaticProgram, memory: MemorySystem) {
    const { branches, frontEnd } = core;
    this.#program = program;
    this.#memory = memory;
    this.#targets = new BranchTargetBuffer(branches, frontEnd.fetchBytes.value);
    this.#directions = new DirectionPredictor(branches.direction);
    this.#indirect = new IndirectPredictor(branches.indirectTargets.value);
    this.#returns = new ReturnStack(branches.returnStack.value);
    this.#blockShift = Math.log2(frontEnd.fetchBytes.value);
    this.#lineShift = Math.log2(core.memory.lineBytes.value);
    this.#foundAtDecode = branches.foundAtDecode.value;
    this.#indirectCycles = branches.indirect.value;
    this.#mispredict = branches.mispredict.value;
    this.#dispatched = new Float64Array(frontEnd.fetchQueue.value);
  }

  /** Makes room for handles below `count`. */
  grow(count: number): void {
    this.#targets.grow(count);
    this.#indirect.grow(count);
  }

  /** Sets when the instruction could dispatch. */
  fetch(handle: number, t: Timeline): void {
    const pc = this.#program.pcLow[handle]!;
    const block = pc >>> this.#blockShift;
    if (block !== this.#block) {
      if (this.#block >= 0) {
        this.#at++;
        this.#cause = CAUSE['front end'];
      }
      this.#block = block;
      const room = this.#dispatched[this.#oldest]!;
      if (room > this.#at) this.#at = room;
      const high = this.#program.pcHigh[handle]!;
      if (pc >>> this.#lineShift !== this.#line || high !== this.#lineHigh) {
        this.#line = pc >>> this.#lineShift;
        this.#lineHigh = high;
        const extra = this.#memory.fetch(pc, high);
        if (extra > 0) {
          this.#at += extra;
          this.#cause = this.#memory.cause;
        }
      }
    }
    t.fetched = this.#at;
    t.fetchCause = this.#cause;
  }

  /** The instruction dispatched, and leaves the fetch queue. */
  leave(dispatched: number): void {
    this.#dispatched[this.#oldest] = dispatched;
    this.#oldest = this.#oldest + 1 === this.#dispatched.length ? 0 : this.#oldest + 1;
  }

  /** Goes on from another address than the next, which can dispatch at the given cycle. */
  redirect(at: number, cause: number): void {
    this.#block = -1;
    this.#at = at;
    this.#cause = cause;
  }

  /** Follows a branch to `next`, the low half of the address; `resolved` is when it had executed. */
  branch(handle: number, next: number, resolved: number): void {
    const program = this.#program;
    const kind = program.branch[handle]!;
    const pc = program.pcLow[handle]!;
    const following = (pc + 4) | 0;
    const conditional = kind === BRANCH.conditional;
    const bubble = this.#targets.lookup(handle, pc, conditional);
    let right = true;
    let cycles = bubble === 0 ? this.#foundAtDecode : bubble;
    switch (kind) {
      case BRANCH.conditional: {
        const taken = next !== following || (program.flags[handle]! & FLAG.falls) !== 0;
        right = (bubble !== 0 && this.#directions.predict(pc)) === taken;
        this.#directions.update(pc, taken);
        if (taken) this.#targets.insert(handle, pc);
        else if (right) return;
        break;
      }
      case BRANCH.call:
        this.#returns.push(following);
        break;
      case BRANCH.return:
        right = this.#returns.pops(next);
        break;
      case BRANCH.indirect:
      case BRANCH.indirectCall:
        right = this.#indirect.predicts(handle, pc, this.#directions.history, next);
        cycles = this.#indirectCycles;
        if (kind === BRANCH.indirectCall) this.#returns.push(following);
        break;
    }
    if (!conditional) this.#targets.insert(handle, pc);
    this.redirect(right ? this.#at + cycles : resolved + this.#mispredict, CAUSE.branch);
  }

  reset(): void {
    for (const part of [this.#targets, this.#directions, this.#indirect, this.#returns]) part.reset();
    this.#dispatched.fill(0);
    this.#oldest = 0;
    this.#line = -1;
    this.redirect(0, CAUSE['front end']);
  }
}
