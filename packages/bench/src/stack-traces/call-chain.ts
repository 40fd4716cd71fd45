import { decode } from '@tracelab/arm64-machine';
import type { Kernel } from '@tracelab/kernel';

/** Where control comes back to: behind a BL, or where an exception came from. */
interface Pending {
  readonly address: bigint;
  readonly exception: boolean;
}

/**
 * The true call chain, kept beside the machine by what control does, and by nothing in memory: what calls and what takes an
 * exception is pending, what returns there is not any more.
 *
 * - A RET to where nobody came from goes to a trampoline in the caller's place: its caller is still pending.
 * - A RET, BR or B that leaves in LR an address of the routine it leaves is a call made by hand, as a BPF trampoline makes
 *   of the function it stands around.
 */
export class CallChain {
  readonly #kernel: Kernel;
  #pending: Pending[] = [];

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** Return addresses, the innermost first. */
  get returns(): bigint[] {
    return this.#pending.map(({ address }) => address).reverse();
  }

  /** Executes one instruction of CPU 0. */
  step(): void {
    const { machine, memory } = this.#kernel;
    const { state, processor } = machine;
    const { pc } = state;
    const { mnemonic } = decode(Number(memory.read(pc, 4)))!.row;
    processor.step();
    const to = state.pc;
    switch (mnemonic) {
      case 'bl':
      case 'blr':
        this.#push(pc + 4n);
        break;
      case 'ret':
        if (this.#leavesItself(pc)) this.#push(state.getX(30));
        else this.#return(to);
        break;
      case 'svc':
        this.#pending = [];
        break;
      case 'brk':
        this.#push(pc, true);
        break;
      case 'eret':
        this.#endException();
        break;
    }
  }

  #push(address: bigint, exception = false): void {
    this.#pending.push({ address, exception });
  }

  #leavesItself(pc: bigint): boolean {
    const { machine: { state }, symbols } = this.#kernel;
    const lr = state.getX(30);
    return lr !== state.pc && symbols.at(lr)?.name === symbols.at(pc)?.name;
  }

  #return(to: bigint): void {
    const floor = this.#pending.findLastIndex(({ exception }) => exception);
    const found = this.#pending.findLastIndex(({ address }) => address === to);
    if (found > floor) this.#pending.length = found;
  }

  #endException(): void {
    this.#pending.length = Math.max(0, this.#pending.findLastIndex(({ exception }) => exception));
  }
}
