import { BpfProg, BpfProgStats, HELPERS, LoadedObject, type AttachType, type Program, type Slot } from '@tracelab/bpf';
import { fprobe } from '@tracelab/fprobe';
import { ftraceRegs } from '@tracelab/ftrace-regs';
import { baseParts, Kernel, TaskStruct, ThreadInfo, type Parts } from '@tracelab/kernel';
import { Ftrace, ftraceCoreParts, opsDirect } from '@tracelab/ops-direct';
import { rethook } from '@tracelab/rethook';
import {
  DirectTrampoline, FprobeTrampoline, trampolineParts, type Attachment, type FprobeInvokerOptions, type GracePeriods, type TracedFunction,
  type TracingLink, type Trampoline, type TrampolineChoice,
} from '../src/index.js';

const SERIES = [ftraceRegs, opsDirect, fprobe, rethook];

/** Who calls the programs, and which series are on. */
export interface Setup extends FprobeInvokerOptions {
  readonly invoker: 'direct' | 'fprobe';
  readonly series: readonly string[];
}

/** What a kernel is made with beside that. */
export interface More {
  readonly cpus?: number;
  readonly choice?: TrampolineChoice;
  readonly gracePeriods?: (kernel: Kernel) => GracePeriods;
  /** Linked as well. */
  readonly parts?: readonly Parts[];
}

function setup(invoker: Setup['invoker'], series: readonly string[], how: Partial<FprobeInvokerOptions> = {}): Setup {
  return { invoker, series, pool: 'always', ...how };
}
const all = SERIES.map(({ id }) => id);

export const setups: readonly Setup[] = [
  setup('direct', []),
  setup('direct', all),
  setup('fprobe', []),
  setup('fprobe', ['ftrace-regs', 'fprobe']),
  setup('fprobe', all),
  setup('fprobe', all, { pool: 'when-needed' }),
  setup('fprobe', all, { callbacks: 'generated' }),
  setup('fprobe', [], { callbacks: 'generated', pool: 'when-needed' }),
];

/** A direct trampoline and the RFC's, with all series on. */
export const invokers: readonly Setup[] = [setup('direct', all), setup('fprobe', all)];

/** What programs come and go on while cores call through. */
export const interleaved: readonly Setup[] = [
  setup('direct', all),
  setup('direct', []),
  setup('fprobe', all),
  setup('fprobe', []),
  setup('fprobe', ['ftrace-regs', 'ops-direct', 'fprobe'], { pool: 'when-needed' }),
  setup('fprobe', all, { callbacks: 'generated', pool: 'when-needed' }),
];

/** What the RFC's callbacks could be instead. */
export const callbackVariants: readonly Setup[] = [
  setup('fprobe', all, { copy: 'unrolled' }),
  setup('fprobe', all, { copy: 'counted' }),
  setup('fprobe', all, { copy: 'counted', pool: 'when-needed' }),
  setup('fprobe', all, { callbacks: 'generated' }),
  setup('fprobe', all, { callbacks: 'generated', pool: 'when-needed' }),
];

/** The RFC's invoker with the four switches in all positions. */
export const fprobeSetups: readonly Setup[] = Array.from({ length: 16 }, (_, mask) => setup('fprobe', all.filter((_id, i) => (mask >> i) & 1)));

/** What a program saw: its number, the words of its context, the argument count in front of them. */
export interface Sight {
  readonly id: number;
  readonly context: readonly bigint[];
  readonly nrArgs: bigint;
}

const CONTEXT_WORDS = 9;
const SIGHT_BYTES = 8 * (CONTEXT_WORDS + 2);

/** BPF instructions by their encoding (RFC 9669). */
const load = (dst: number, base: number, off: number): Slot => ({ code: 0x79, dst, src: base, off, imm: 0 });
const store = (base: number, off: number, src: number): Slot => ({ code: 0x7b, dst: base, src, off, imm: 0 });
const move = (dst: number, imm: number): Slot => ({ code: 0xb7, dst, src: 0, off: 0, imm });
const copy = (dst: number, src: number): Slot => ({ code: 0xbf, dst, src, off: 0, imm: 0 });
const add = (dst: number, src: number): Slot => ({ code: 0x0f, dst, src, off: 0, imm: 0 });
const addImmediate = (dst: number, imm: number): Slot => ({ code: 0x07, dst, src: 0, off: 0, imm });
const multiply = (dst: number, imm: number): Slot => ({ code: 0x27, dst, src: 0, off: 0, imm });
const exit: Slot = { code: 0x95, dst: 0, src: 0, off: 0, imm: 0 };
const moveAddress = (dst: number, value: bigint): Slot[] => [
  { code: 0x18, dst, src: 0, off: 0, imm: Number(BigInt.asIntN(32, value)) },
  { code: 0, dst: 0, src: 0, off: 0, imm: Number(BigInt.asIntN(32, value >> 32n)) },
];

/** A booted kernel whose functions programs can be attached to; programs leave what they see in a log. */
export class TracedKernel extends Kernel {
  readonly ftrace: Ftrace;
  readonly gracePeriods: GracePeriods | undefined;
  readonly #log: bigint;
  readonly #setup: Setup;
  readonly #trampolines = new Map<string, Trampoline>();
  readonly #attached = new Set<Attachment>();
  #programs = 0;

  constructor(how: Setup, { cpus = 1, choice = {}, gracePeriods, parts = [] }: More = {}) {
    super([
      baseParts, ftraceCoreParts, trampolineParts(choice), ...SERIES.map(({ id, on, off }) => (how.series.includes(id) ? on : off)), ...parts,
    ], { cpus });
    this.ftrace = new Ftrace(this);
    this.gracePeriods = gracePeriods?.(this);
    this.#setup = how;
    this.#log = this.kzalloc(8 + 64 * SIGHT_BYTES);
  }

  /** The one trampoline of a function. */
  trampoline(fn: TracedFunction): Trampoline {
    const key = JSON.stringify(fn);
    let one = this.#trampolines.get(key);
    if (!one) this.#trampolines.set(key, (one = this.#make(fn)));
    return one;
  }

  #make(fn: TracedFunction): Trampoline {
    const { invoker, series: _series, ...how } = this.#setup;
    const options = { ...how, ...(this.gracePeriods && { gracePeriods: this.gracePeriods }) };
    return invoker === 'direct' ? new DirectTrampoline(this, this.ftrace, fn, options) : new FprobeTrampoline(this, this.ftrace, fn, options);
  }

  attach(fn: TracedFunction, links: readonly TracingLink[]): Attachment {
    const attachment = this.trampoline(fn).attach(links);
    this.#attached.add(attachment);
    return attachment;
  }

  detach(attachment: Attachment): void {
    attachment.detach();
    this.#attached.delete(attachment);
  }

  detachAll(): void {
    for (const attachment of this.#attached) this.detach(attachment);
  }

  /** Calls a function, and stops where control first comes to `at`; {@link goOn} goes on. */
  begin(name: string, args: readonly (bigint | number)[], at: bigint): void {
    const { state, processor } = this.machine;
    args.forEach((arg, n) => state.setX(n, BigInt(arg)));
    state.setX(30, this.#home);
    state.pc = this.symbols.lookup(name);
    processor.breakpoints.add(at).add(this.#home);
    this.machine.run(10_000);
    processor.breakpoints.delete(at);
    if (state.pc !== at) throw new Error(`${name} returned without coming to 0x${at.toString(16)}`);
  }

  /** From where {@link begin} stopped to the end of the call; returns its result. */
  goOn(): bigint {
    const { state, processor } = this.machine;
    this.machine.run(10_000);
    processor.breakpoints.delete(this.#home);
    if (state.pc !== this.#home) throw new Error(`at 0x${state.pc.toString(16)} instead of at the end of the call`);
    return state.getX(0);
  }

  /** Where calls return to; nothing runs there. */
  get #home(): bigint {
    return this.symbols.lookup('vectors');
  }

  /** Behind a function's patchable entry. */
  bodyOf(name: string): bigint {
    return this.ftrace.records.of(name).ip + 4n;
  }

  /** A program that adds a {@link Sight} to the log and returns `result`. */
  observer(id: number, type: AttachType = 'fentry', result: number | bigint = 0): Program {
    const sight = 8;
    const words = Array.from({ length: CONTEXT_WORDS }, (_, n) => [load(2, 1, 8 * n), store(sight, 8 * n, 2)]);
    return this.#program(type, [
      ...moveAddress(6, this.#log),
      load(7, 6, 0),
      copy(sight, 7),
      multiply(sight, SIGHT_BYTES),
      add(sight, 6),
      addImmediate(sight, 8),
      addImmediate(7, 1),
      store(6, 0, 7),
      ...words.flat(),
      load(2, 1, -8),
      store(sight, 8 * CONTEXT_WORDS, 2),
      move(2, id),
      store(sight, 8 * CONTEXT_WORDS + 8, 2),
      ...moveAddress(0, BigInt(result)),
      exit,
    ]);
  }

  /** A program that does nothing but return a value. */
  returning(type: AttachType, result: bigint): Program {
    return this.#program(type, [...moveAddress(0, result), exit]);
  }

  /** A program that returns what a helper gives for its context. */
  asking(helper: keyof typeof HELPERS, type: AttachType): Program {
    return this.#program(type, [{ code: 0x85, dst: 0, src: 0, off: 0, imm: HELPERS[helper] }, exit]);
  }

  #program(type: AttachType, slots: readonly Slot[]): Program {
    const name = `observer_${this.#programs++}`;
    const one = { name, section: `${type}/any`, attach: { type, target: 'any' }, slots, operations: [], autoload: true, functions: [], lines: [] };
    return new LoadedObject(this, { license: 'GPL', programs: [one], maps: [], variables: [], btf: undefined }, { verify: false }).load(name);
  }

  /** What programs saw since the last look, in order. */
  takeSights(): Sight[] {
    const word = (n: number): bigint => this.memory.read(this.#log + BigInt(8 * n), 8);
    const sights = Array.from({ length: Number(word(0)) }, (_, i): Sight => {
      const first = 1 + (i * SIGHT_BYTES) / 8;
      const context = Array.from({ length: CONTEXT_WORDS }, (_unused, n) => word(first + n));
      return { context, nrArgs: word(first + CONTEXT_WORDS), id: Number(word(first + CONTEXT_WORDS + 1)) };
    });
    this.memory.write(this.#log, 8, 0n);
    return sights;
  }

  /** Where the count of a program's runs under way on CPU 0 is. */
  active({ prog }: Program): bigint {
    return this.perCpuAddress(BpfProg.active.read(this.memory, prog));
  }

  /** Runs, their nanoseconds, and runs that recursion suppressed, on CPU 0. */
  stats({ prog }: Program): { cnt: bigint; nsecs: bigint; misses: bigint } {
    const at = this.perCpuAddress(BpfProg.stats.read(this.memory, prog));
    const read = (field: 'cnt' | 'nsecs' | 'misses'): bigint => BpfProgStats[field].read(this.memory, at);
    return { cnt: read('cnt'), nsecs: read('nsecs'), misses: read('misses') };
  }

  /** Counters that every call must leave at zero. */
  counters(...programs: readonly Program[]): Record<string, bigint> {
    const { memory, initTask } = this;
    return {
      rcu: TaskStruct.rcuReadLockNesting.read(memory, initTask),
      trace: TaskStruct.trcReaderNesting.read(memory, initTask),
      migration: TaskStruct.migrationDisabled.read(memory, initTask),
      preempt: ThreadInfo.preemptCount.read(memory, initTask),
      runContext: TaskStruct.bpfCtx.read(memory, initTask),
      active: programs.reduce((sum, program) => sum + memory.read(this.active(program), 4), 0n),
    };
  }
}

export const balanced = { rcu: 0n, trace: 0n, migration: 0n, preempt: 0n, runContext: 0n, active: 0n };
