import { EC, SYSREG, type Exception } from './cpu/exceptions.js';
import type { ExclusiveMonitors } from './cpu/exclusive-monitors.js';
import type { CpuState } from './cpu/state.js';
import { Halt, Processor, type StopReason } from './engine/processor.js';
import type { Image, SymbolTable } from './image/index.js';
import type { Feature, InstructionSet } from './isa/index.js';
import { MachineFault } from './machine-fault.js';
import { Memory } from './memory/memory.js';
import type { TimingModel } from './timing/timing-model.js';

export interface MachineOptions {
  /** Times what retires; absent, the machine only executes. */
  readonly timing?: TimingModel;
  /** Extensions beside ARMv8.0 that instructions may use. */
  readonly features?: Iterable<Feature>;
  /** What words mean; absent, the instructions of the table. */
  readonly instructions?: InstructionSet;
  /** Bytes that all regions together may hold. */
  readonly memoryCapacity?: number;
  readonly symbols?: SymbolTable;
  /** Core clock, for the virtual counter (54 MHz, as the Raspberry Pi 4's) to advance by. */
  readonly clockHz?: number;
  /**
   * What aborts and undefined instructions do: `stop` the run with a {@link MachineFault}, or be `take`n to the
   * vectors. SVC and BRK are taken wherever VBAR_EL1 is set.
   */
  readonly faults?: 'stop' | 'take';
  /** Sees every exception first; 'resume' says that it has been dealt with and PC is where to go on. */
  readonly onException?: (exception: Exception, machine: Machine) => 'take' | 'resume' | undefined;
  readonly blockLimit?: number;
}

/** Where a core stands among others; see `Cluster`. */
export interface CorePlace {
  /** From 0; MPIDR_EL1.Aff0. */
  readonly number: number;
  readonly memory: Memory;
  readonly monitors: ExclusiveMonitors;
}

const COUNTER_HZ = 54_000_000;

/** MPIDR_EL1 without affinities: bit 31 is RES1 (Arm ARM D13.2.102). */
const MPIDR = 0x8000_0000n;

/** Where `call` returns to: an address that nothing maps. */
const RETURN_ADDRESS = 0xffff_dead_0000_0000n;

/** One core with its memory: load, run, look. */
export class Machine {
  readonly memory: Memory;
  readonly processor: Processor;
  readonly timing: TimingModel | undefined;
  /** Of the core, from 0. */
  readonly number: number;
  symbols: SymbolTable | undefined;
  readonly #options: MachineOptions;
  #idle = 0;

  /** @param place among cores that share a memory; absent, the machine has one of its own */
  constructor(options: MachineOptions = {}, place?: CorePlace) {
    this.#options = options;
    this.memory = place?.memory ?? new Memory(options.memoryCapacity);
    this.number = place?.number ?? 0;
    this.timing = options.timing;
    this.symbols = options.symbols;
    this.processor = new Processor({
      memory: this.memory,
      features: new Set(options.features ?? []),
      ...(options.instructions && { instructions: options.instructions }),
      ...(options.timing && { timing: options.timing }),
      ...(place && { monitors: place.monitors }),
      ...(options.blockLimit !== undefined && { blockLimit: options.blockLimit }),
      host: {
        exception: (exception) => this.#exception(exception),
        counter: () => BigInt(Math.floor((this.now / (options.clockHz ?? 1_500_000_000)) * COUNTER_HZ)),
        counterFrequency: () => BigInt(COUNTER_HZ),
        cycles: () => BigInt(Math.floor(this.cycles)),
      },
    });
    this.state.set(this.state.sysregSlot(SYSREG.mpidr), MPIDR | BigInt(this.number));
    this.memory.onCodeWrite((low, high, size) => this.processor.invalidate(low, high, size));
  }

  /** Cycles that the core has spent on instructions; without a timing model, one each. */
  get cycles(): number {
    return this.timing?.cycles ?? this.processor.retired;
  }

  /** The core's simulated time in cycles: those it was busy, and those in which it waited to be started. */
  get now(): number {
    return this.cycles + this.#idle;
  }

  /** Lets time pass up to `time`, a value of {@link now}, without executing anything. */
  idleUntil(time: number): void {
    this.#idle += Math.max(0, time - this.now);
  }

  get state(): CpuState {
    return this.processor.state;
  }

  /** Maps the image's segments and takes over its symbols. */
  load(image: Image): void {
    for (const { name, address, bytes, perms } of image.segments) {
      if (bytes.length === 0) continue;
      this.memory.map({ name, base: address, size: bytes.length, perms });
      this.memory.writeBytes(address, bytes);
    }
    this.symbols = image.symbols;
  }

  /**
   * Runs until a breakpoint or a halt.
   *
   * @param limit instructions after which the run counts as runaway
   * @throws MachineFault with symbol, instruction, registers and call chain
   */
  run(limit = 100_000_000): StopReason {
    const reason = this.processor.run(limit);
    if (reason === 'limit') throw this.fault(`no end after ${limit} instructions`);
    return reason;
  }

  /**
   * Calls a function as AAPCS64 has it, with integer arguments in registers, and returns X0.
   *
   * @param onBreakpoint is told of each breakpoint on the way, the program counter on it
   * @throws RangeError where there are more than eight arguments
   */
  call(target: bigint | string, args: readonly (bigint | number)[] = [], limit?: number, onBreakpoint?: () => void): bigint {
    const { state, processor } = this;
    if (args.length > 8) throw new RangeError(`${args.length} arguments: registers carry 8 at most`);
    args.forEach((arg, n) => state.setX(n, BigInt.asUintN(64, BigInt(arg))));
    state.pc = typeof target === 'bigint' ? target : this.#symbol(target);
    state.setX(30, RETURN_ADDRESS);
    processor.breakpoints.add(RETURN_ADDRESS);
    try {
      while (this.run(limit) === 'breakpoint' && state.pc !== RETURN_ADDRESS) onBreakpoint?.();
    } finally {
      processor.breakpoints.delete(RETURN_ADDRESS);
    }
    return state.getX(0);
  }

  /** A fault that describes the machine as it stands. */
  fault(what: string, exception?: Exception): MachineFault {
    return new MachineFault(what, this.state, this.memory, this.symbols, exception, this.#options.instructions);
  }

  /** Ends the run from within an exception hook. */
  halt(): never {
    throw new Halt('halt');
  }

  #symbol(name: string): bigint {
    if (!this.symbols) throw new Error(`${name}: the machine has no symbols`);
    return this.symbols.lookup(name);
  }

  #exception(exception: Exception): 'take' | 'resume' {
    const decided = this.#options.onException?.(exception, this);
    if (decided) return decided;
    const { state } = this;
    const hasVectors = state.get(state.sysregSlot(SYSREG.vbar)) !== 0n;
    const isCall = exception.ec === EC.svc64 || exception.ec === EC.breakpoint;
    if (!hasVectors || (!isCall && this.#options.faults !== 'take')) throw this.fault(exception.text, exception);
    return 'take';
  }
}
