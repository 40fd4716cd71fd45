import { EC, type Exception } from '../cpu/exceptions.js';
import { SLOT } from '../cpu/state.js';
import type { Feature } from '../isa/index.js';
import { Machine } from '../machine.js';
import type { MachineFault } from '../machine-fault.js';
import type { TimingModel } from '../timing/timing-model.js';
import { AddressSpace } from './address-space.js';
import { ERRNO, SystemCallFailure } from './errno.js';
import { buildInitialStack } from './initial-stack.js';
import { loadProgram } from './load-program.js';
import { RandomBytes } from './random-bytes.js';
import { signalName, signalOf } from './signal.js';
import { systemCallName } from './system-call-names.js';
import type { SixArguments } from './system-calls/handler.js';
import { systemCalls } from './system-calls/index.js';

export interface LinuxProcessOptions {
  /** `argv`, the program's own name first. */
  readonly argv?: readonly string[];
  /** `NAME=value`. */
  readonly environment?: readonly string[];
  /** Gets what the process writes to standard output (1) and standard error (2). */
  readonly onWrite?: (fd: number, bytes: Uint8Array) => void;
  readonly timing?: TimingModel;
  /** Extensions beside ARMv8.0. Without, all that the machine knows. */
  readonly features?: readonly Feature[];
  /** Bytes that the process's mappings may have together. */
  readonly memoryCapacity?: number;
  /** Cycles, or where nothing is timed instructions, in a second of the process's clocks. */
  readonly clockHz?: number;
}

/** How a process ended. */
export type Ending =
  | { readonly kind: 'exited'; readonly status: number }
  /** `fault` describes the machine where an instruction caused the signal. */
  | { readonly kind: 'killed'; readonly signal: number; readonly name: string; readonly fault: MachineFault };

export const STACK_SIZE = 8 << 20;
const STACK_TOP = 0x0000_ffff_ffff_f000n;

/** Where PC goes when the process is over; nothing can be mapped there. */
const EXIT_ADDRESS = 0xffff_dead_0000_0000n;

const ALL_FEATURES: readonly Feature[] = ['crc32', 'lse', 'pauth', 'bti', 'simd'];
const CAPACITY = 256 << 20;
const CLOCK_HZ = 1_500_000_000;

/**
 * A static AArch64 executable as a Linux process of one thread: EL0 code on a {@link Machine}, whose SVCs are answered
 * here as the kernel would. What the kernel does costs nothing but the exception; its code is not executed.
 */
export class LinuxProcess {
  readonly machine: Machine;
  readonly space: AddressSpace;
  readonly executable: string;
  readonly random = new RandomBytes();
  readonly pid = 1000;
  readonly user = 1000n;
  /** What rt_sigaction was given, as four words, by signal. */
  readonly signalActions = new Map<number, readonly bigint[]>();
  signalMask = 0n;
  /** System calls that failed because they do not exist here, and how often they were made. */
  readonly missing = new Map<string, number>();
  #ending: Ending | undefined;
  #lastRegisters: ReadonlyMap<string, bigint> | undefined;
  #slept = 0n;
  readonly #options: LinuxProcessOptions;

  /** @throws ElfError where the file is no static AArch64 executable */
  constructor(file: Uint8Array, options: LinuxProcessOptions = {}) {
    this.#options = options;
    const { argv = ['a.out'], environment = [], timing, features = ALL_FEATURES, memoryCapacity = CAPACITY } = options;
    this.executable = argv[0] ?? 'a.out';
    this.machine = new Machine({
      features,
      memoryCapacity,
      clockHz: options.clockHz ?? CLOCK_HZ,
      onException: (exception) => this.#exception(exception),
      ...(timing && { timing }),
    });
    const { memory, state, processor } = this.machine;
    this.space = new AddressSpace(memory);
    const program = loadProgram(memory, file);
    this.machine.symbols = program.symbols;
    this.space.startHeap(program.end);
    memory.map({ name: 'stack', base: STACK_TOP - BigInt(STACK_SIZE), size: STACK_SIZE, perms: 'rw', el0: true });
    state.sp = buildInitialStack(this.space, STACK_TOP, program, {
      argv,
      environment,
      user: this.user,
      features,
      random: this.random.next(16),
    });
    state.pc = program.entry;
    state.words[SLOT.el] = 0;
    processor.breakpoints.add(EXIT_ADDRESS);
  }

  /** How the process ended; undefined while it has not. */
  get ending(): Ending | undefined {
    return this.#ending;
  }

  /** X0 to X30, SP, PC and PSTATE: as they are, or were when the process ended. */
  get registers(): ReadonlyMap<string, bigint> {
    return this.#lastRegisters ?? this.machine.fault('registers').registers;
  }

  /** Time since the process began: what it was simulated for, and what it slept. */
  get nanoseconds(): bigint {
    const { timing, processor } = this.machine;
    const hz = this.#options.clockHz ?? CLOCK_HZ;
    return BigInt(Math.floor(((timing?.cycles ?? processor.retired) * 1e9) / hz)) + this.#slept;
  }

  /**
   * Runs until the process ends, `limit` instructions have retired (about: blocks are not cut), or a breakpoint is met.
   *
   * @returns how it ended; undefined where it can go on
   */
  run(limit = Infinity): Ending | undefined {
    if (!this.#ending) this.machine.processor.run(limit);
    return this.#ending;
  }

  // ---- what system calls do to the process

  write(fd: number, bytes: Uint8Array): void {
    this.#options.onWrite?.(fd, bytes);
  }

  sleep(nanoseconds: bigint): void {
    if (nanoseconds > 0n) this.#slept += nanoseconds;
  }

  exit(status: number): void {
    this.#end({ kind: 'exited', status });
  }

  kill(signal: number, text = signalName(signal)): void {
    this.#end({ kind: 'killed', signal, name: signalName(signal), fault: this.machine.fault(text) });
  }

  #end(ending: Ending): void {
    this.#ending = ending;
    this.#lastRegisters = this.registers;
    this.machine.state.pc = EXIT_ADDRESS;
  }

  // ---- inside

  #exception(exception: Exception): 'resume' {
    if (exception.ec === EC.svc64) {
      this.#systemCall();
      return 'resume';
    }
    this.kill(signalOf(exception), exception.text);
    return this.machine.halt();
  }

  #systemCall(): void {
    const { state } = this.machine;
    const name = systemCallName(state.words[SLOT.x + 2 * 8]!);
    const args = [0, 1, 2, 3, 4, 5].map((n) => state.getX(n)) as unknown as SixArguments;
    const result = this.#answer(name, args);
    if (this.#ending) return;
    if (result !== undefined) state.setX(0, BigInt.asUintN(64, BigInt(result)));
    state.pc += 4n;
  }

  #answer(name: string, args: SixArguments): bigint | number | undefined {
    const handler = systemCalls[name];
    if (!handler) {
      this.missing.set(name, (this.missing.get(name) ?? 0) + 1);
      return -ERRNO.ENOSYS;
    }
    try {
      return handler(this, ...args);
    } catch (error) {
      if (error instanceof SystemCallFailure) return -ERRNO[error.errno];
      throw error;
    }
  }
}
