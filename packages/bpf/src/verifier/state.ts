import { MAX_BPF_STACK } from '../insn/opcode.js';
import { isNumber, NOT_INIT, number, pointer, UNKNOWN_NUMBER, type Register } from './register.js';
import { ZERO, type Scalar } from './scalar.js';

const SLOTS = MAX_BPF_STACK / 8;

/** Eight bytes of a stack. */
export interface StackSlot {
  /**
   * One letter for each byte from the lowest, as in the kernel's log: `?` never written, `m` something, `0` zero, `r` of the
   * register that was spilled here.
   */
  readonly bytes: string;
  readonly spilled: Register | undefined;
}
export const EMPTY: StackSlot = { bytes: '????????', spilled: undefined };

/** struct bpf_func_state: one function that is under way. */
export class Frame {
  /** R0..R10. */
  registers: Register[];
  /** Slot n holds the bytes from -8(n + 1). */
  stack: StackSlot[];
  /** First slot of the function, and where its caller goes on; -1 for a callback, whose helper calls it again. */
  readonly start: number;
  readonly returnTo: number;

  constructor(start: number, returnTo: number, registers: Register[], stack: StackSlot[]) {
    this.start = start;
    this.returnTo = returnTo;
    this.registers = registers;
    this.stack = stack;
  }

  static enter(start: number, returnTo: number, depth: number, args: readonly Register[]): Frame {
    const registers = new Array<Register>(11).fill(NOT_INIT);
    args.forEach((value, index) => (registers[index + 1] = value));
    registers[10] = pointer('fp', { frame: depth });
    return new Frame(start, returnTo, registers, new Array<StackSlot>(SLOTS).fill(EMPTY));
  }

  copy(): Frame {
    return new Frame(this.start, this.returnTo, this.registers.slice(), this.stack.slice());
  }
}

/** A resource that the program must give back. */
export interface Reference {
  readonly id: number;
  /** The instruction that acquired it. */
  readonly at: number;
}

/** A lock that is held: in the value of this map that has this id. */
export interface HeldLock {
  readonly map: number;
  readonly id: number;
}

/** struct bpf_verifier_state: all that is known at one point of one path. */
export class State {
  frames: Frame[];
  references: readonly Reference[];
  lock: HeldLock | undefined;

  constructor(frames: Frame[], references: readonly Reference[] = [], lock?: HeldLock) {
    this.frames = frames;
    this.references = references;
    this.lock = lock;
  }

  copy(): State {
    return new State(
      this.frames.map((frame) => frame.copy()),
      this.references,
      this.lock,
    );
  }

  get frame(): Frame {
    return this.frames.at(-1)!;
  }

  get(index: number): Register {
    return this.frame.registers[index]!;
  }

  set(index: number, value: Register): void {
    this.frame.registers[index] = value;
  }

  /** Replaces registers everywhere, spilled ones too; what is no longer a register's value leaves its bytes behind. */
  replace(change: (register: Register) => Register): void {
    for (const { registers, stack } of this.frames) {
      registers.forEach((register, index) => (registers[index] = change(register)));
      stack.forEach((slot, index) => {
        if (!slot.spilled) return;
        const spilled = change(slot.spilled);
        if (spilled !== slot.spilled) stack[index] = { ...slot, spilled };
      });
    }
  }

  /** All that hold the same number learn what one of them has become. */
  learn(id: number, range: Scalar): void {
    if (id === 0) return;
    this.replace((one) => (one.id === id && isNumber(one) ? { ...one, range } : one));
  }

  /** The outcome of a null check for all pointers that came from the same call. */
  settleNull(id: number, isNull: boolean, keepsId: (register: Register) => boolean): void {
    const references = new Set<number>();
    this.replace((one) => {
      if (one.id !== id || !one.orNull) return one;
      if (isNull) {
        if (one.ref) references.add(one.ref);
        return number(ZERO);
      }
      // Which of a map's values it is matters to the locks in them.
      return { ...one, orNull: false, id: keepsId(one) ? one.id : 0 };
    });
    if (references.size) this.references = this.references.filter((reference) => !references.has(reference.id));
  }

  /** False where nobody holds it. Pointers to it are numbers from here on. */
  release(ref: number): boolean {
    if (!this.references.some(({ id }) => id === ref)) return false;
    this.references = this.references.filter(({ id }) => id !== ref);
    this.replace((one) => (one.ref === ref ? UNKNOWN_NUMBER : one));
    return true;
  }
}
