import type { Memory } from '@tracelab/arm64-machine';
import { decodeProgram } from '../insn/decode.js';
import { FRAME_POINTER, MAX_BPF_STACK } from '../insn/opcode.js';
import type { Operation, Source } from '../insn/operation.js';
import type { Slot } from '../insn/slot.js';
import { arithmetic, atomicResult, holds, reverseBytes } from './arithmetic.js';

export interface InterpreterOptions {
  readonly memory: Pick<Memory, 'read' | 'write'>;
  /** Behind the last byte of the stack; each frame takes 512 bytes below its caller's. */
  readonly stackTop: bigint;
  /** Calls a helper with R1..R5 and returns R0. `invoke` runs a function of the program that begins at a slot. */
  readonly helper?: (number: number, args: readonly bigint[], invoke: Invoke) => bigint;
  /** Instructions after which the program counts as endless. A million unless stated. */
  readonly limit?: number;
}

export type Invoke = (slot: number, args: readonly bigint[]) => bigint;

interface Frame {
  readonly returnTo: number;
  readonly saved: readonly bigint[];
}

/**
 * Runs a program as RFC 9669 defines it, one instruction after the other: the yardstick for the JIT, and slow. Code
 * of the two is shared up to the decoder only.
 *
 * @param args R1 and following
 * @returns R0
 * @throws BpfLoadError for code that is malformed; Error when it does not end
 */
export function interpret(slots: readonly Slot[], args: readonly bigint[], options: InterpreterOptions): bigint {
  return new Interpreter(decodeProgram(slots), options).run(args);
}

class Interpreter {
  readonly #operations: readonly (Operation | undefined)[];
  readonly #options: InterpreterOptions;
  readonly #registers = new Array<bigint>(FRAME_POINTER + 1).fill(0n);
  readonly #frames: Frame[] = [];
  #next = 0;
  #steps = 0;

  constructor(operations: readonly (Operation | undefined)[], options: InterpreterOptions) {
    this.#operations = operations;
    this.#options = options;
  }

  run(args: readonly bigint[]): bigint {
    this.#set(FRAME_POINTER, this.#options.stackTop);
    return this.#follow(args);
  }

  /** From the next instruction on, until the function returns in which it is. */
  #follow(args: readonly bigint[]): bigint {
    args.forEach((value, index) => this.#set(1 + index, value));
    const limit = this.#options.limit ?? 1_000_000;
    const depth = this.#frames.length;
    while (this.#steps++ < limit) {
      const operation = this.#operations[this.#next++]!;
      if (operation.kind === 'exit') {
        if (this.#frames.length === depth) return this.#registers[0]!;
        this.#return();
      }
      this.#step(operation);
    }
    throw new Error(`no end after ${limit} instructions`);
  }

  /** A function of the program, called by a helper. */
  #invoke(slot: number, args: readonly bigint[]): bigint {
    this.#enter(slot);
    const result = this.#follow(args);
    this.#return();
    return result;
  }

  #step(operation: Operation): void {
    const { memory } = this.#options;
    switch (operation.kind) {
      case 'alu': {
        const { op, wide, signed, dst, source } = operation;
        this.#set(dst, arithmetic(op, signed, wide ? 64 : 32, this.#get(dst), this.#value(source)));
        break;
      }
      case 'mov': {
        const { wide, dst, source, extend } = operation;
        const value = extend ? BigInt.asIntN(extend, this.#value(source)) : this.#value(source);
        this.#set(dst, BigInt.asUintN(wide ? 64 : 32, value));
        break;
      }
      case 'neg':
        this.#set(operation.dst, BigInt.asUintN(operation.wide ? 64 : 32, -this.#get(operation.dst)));
        break;
      case 'swap': {
        const { to, bits, dst } = operation;
        const low = BigInt.asUintN(bits, this.#get(dst));
        this.#set(dst, to === 'le' ? low : reverseBytes(low, bits));
        break;
      }
      case 'imm64':
        this.#set(operation.dst, operation.value);
        this.#next++;
        break;
      case 'load': {
        const { size, signed, dst, base, off } = operation;
        const value = memory.read(this.#address(base, off), size);
        this.#set(dst, signed ? BigInt.asIntN(size * 8, value) : value);
        break;
      }
      case 'store': {
        const { size, base, off, source } = operation;
        memory.write(this.#address(base, off), size, BigInt.asUintN(size * 8, this.#value(source)));
        break;
      }
      case 'atomic': {
        const { op, fetch, size, base, off, src } = operation;
        const truncate = (value: bigint): bigint => BigInt.asUintN(size * 8, value);
        const address = this.#address(base, off);
        const old = memory.read(address, size);
        const next = atomicResult(op, old, truncate(this.#get(src)), truncate(this.#get(0)));
        memory.write(address, size, truncate(next));
        if (fetch) this.#set(op === 'cmpxchg' ? 0 : src, old);
        break;
      }
      case 'goto':
        this.#next = operation.target;
        break;
      case 'branch': {
        const { condition, wide, dst, source, target } = operation;
        if (holds(condition, wide ? 64 : 32, this.#get(dst), this.#value(source))) this.#next = target;
        break;
      }
      case 'call':
        this.#call(operation.helper);
        break;
      case 'callRegister':
        this.#call(Number(this.#get(operation.register)));
        break;
      case 'callLocal':
        this.#enter(operation.target);
        break;
      case 'exit':
        break;
    }
  }

  #call(helper: number): void {
    const args = this.#registers.slice(1, 6);
    this.#set(0, this.#options.helper?.(helper, args, (slot, own) => this.#invoke(slot, own)) ?? 0n);
  }

  #enter(slot: number): void {
    this.#frames.push({ returnTo: this.#next, saved: this.#registers.slice(6) });
    this.#set(FRAME_POINTER, this.#get(FRAME_POINTER) - BigInt(MAX_BPF_STACK));
    this.#next = slot;
  }

  /** Back to the calling function, which keeps R6..R10. */
  #return(): void {
    const frame = this.#frames.pop()!;
    this.#next = frame.returnTo;
    frame.saved.forEach((value, index) => this.#set(6 + index, value));
  }

  #get(register: number): bigint {
    return this.#registers[register]!;
  }

  #set(register: number, value: bigint): void {
    this.#registers[register] = BigInt.asUintN(64, value);
  }

  #value(source: Source): bigint {
    return 'register' in source ? this.#get(source.register) : BigInt(source.immediate);
  }

  #address(base: number, off: number): bigint {
    return BigInt.asUintN(64, this.#get(base) + BigInt(off));
  }
}
