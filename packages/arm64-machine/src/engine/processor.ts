import { SYSREG, type Exception } from '../cpu/exceptions.js';
import type { ExclusiveMonitors } from '../cpu/exclusive-monitors.js';
import { CpuState, SLOT } from '../cpu/state.js';
import type { Feature, InstructionSet } from '../isa/index.js';
import { MemoryFault, type Memory } from '../memory/memory.js';
import type { TimingModel } from '../timing/timing-model.js';
import { BlockCache } from './block-cache.js';
import { blockFunction } from './block-function.js';
import { translator, type Block, type Translated } from './block.js';
import { branchTypeOf, BTYPE, mayLand, type BranchType } from './branch-target.js';
import { BreakpointSet } from './breakpoint-set.js';
import type { EmitOptions } from './js-emitter.js';
import { permissionOf } from './privilege.js';
import { dataAbort, instructionAbort, misalignedPc, noLandingPad, undefinedInstruction } from './refusals.js';
import { isPlainSysreg, runtime, type Runtime, type RuntimeHost } from './runtime.js';

export interface ProcessorOptions {
  readonly memory: Memory;
  readonly features: ReadonlySet<Feature>;
  /** Absent, those of the table. */
  readonly instructions?: InstructionSet;
  /** Times every retired instruction; absent, the processor only executes. */
  readonly timing?: TimingModel;
  readonly host: RuntimeHost;
  /** Instructions a block may hold. */
  readonly blockLimit?: number;
  /** Of the cores that share the memory; absent, there is one core, and its stores concern nobody. */
  readonly monitors?: ExclusiveMonitors;
}

export type StopReason = 'breakpoint' | 'limit' | 'halt';

/** Thrown by a host's exception hook to stop the run there and then. */
export class Halt extends Error {}

const DEFAULT_BLOCK_LIMIT = 48;

/** Thrown where an access has to wait for another core's line; nothing of its instruction has been done. */
const LINE_AWAITED = new Error('the line is on its way');

/**
 * One core executing: fetches blocks of A64 code, runs them as generated JavaScript, takes exceptions, and reports what
 * retired to the timing model. Code that is written to is seen from the next block on, which is sooner than the
 * architecture promises (Arm ARM B2.4.4): software that is correct there is correct here.
 */
export class Processor {
  readonly state = new CpuState();
  readonly memory: Memory;
  readonly timing: TimingModel | undefined;
  readonly features: ReadonlySet<Feature>;
  readonly breakpoints: Set<bigint> = new BreakpointSet((address) =>
    this.invalidate(Number(BigInt.asIntN(32, address)), Number(BigInt.asIntN(32, address >> 32n)), 4));
  /** Instructions retired since the start. */
  retired = 0;

  readonly #translate: (word: number) => Translated | undefined;
  readonly #runtime: Runtime;
  readonly #monitors: ExclusiveMonitors | undefined;
  readonly #blocks: BlockCache;
  /** Blocks of one instruction, for `step`. */
  readonly #steps = new BlockCache(1);
  /** Of one instruction that has been timed already: its line comes from another core, and it is executed when it retires. */
  #timed: Block | undefined;
  /** Fetches that ended in an exception: they count as progress, as otherwise a vector that cannot be fetched has no end. */
  #refused = 0;
  readonly #handles = new Map<string, number>();

  constructor(options: ProcessorOptions) {
    this.memory = options.memory;
    this.features = options.features;
    this.#translate = translator(options.features, options.instructions);
    this.timing = options.timing;
    this.#blocks = new BlockCache(options.blockLimit ?? DEFAULT_BLOCK_LIMIT);
    this.#monitors = options.monitors;
    this.#monitors?.watch(this.state);
    this.#runtime = runtime(this.state, this.memory, options.host, () => this.#awaitLine(), options.monitors);
  }

  /** Drops every block that covers a word of the written range; called for stores to pages that hold code. */
  invalidate(low: number, high: number, size: number): void {
    for (const cache of [this.#blocks, this.#steps]) cache.invalidate(low, high, size);
  }

  /**
   * Runs until a breakpoint is reached (one at the first instruction is stepped over), the host halts, or about
   * `limit` instructions have retired (a block is never cut short).
   *
   * @throws whatever the host's exception hook throws, other than {@link Halt}
   */
  run(limit = Infinity): StopReason {
    const end = this.retired + this.#refused + limit;
    try {
      while (this.retired + this.#refused < end) {
        this.#advance(this.#blocks);
        if (this.breakpoints.size > 0 && this.breakpoints.has(this.state.pc)) return 'breakpoint';
      }
      return 'limit';
    } catch (error) {
      if (error instanceof Halt) return 'halt';
      throw error;
    }
  }

  /**
   * Executes exactly one instruction, or takes the exception that it makes, or lets the time pass that its line takes to
   * come from another core; throws as {@link run} does.
   */
  step(): StopReason {
    try {
      this.#advance(this.#steps);
      if (this.#timed) return 'limit';
      return this.breakpoints.size > 0 && this.breakpoints.has(this.state.pc) ? 'breakpoint' : 'limit';
    } catch (error) {
      if (error instanceof Halt) return 'halt';
      throw error;
    }
  }

  /** Executes the block at the PC, or takes the exception of fetching it. */
  #advance(cache: BlockCache): void {
    const words = this.state.words;
    const low = words[SLOT.pc]!;
    const high = words[SLOT.pc + 1]!;
    const before = cache.last;
    let block = before?.next;
    if (!block || !block.valid || block.low !== low || block.high !== high || block.el !== words[SLOT.el]) {
      cache.last = undefined;
      block = this.#blockAt(low, high, cache);
      if (!block) {
        this.#refused++;
        return;
      }
      if (before) before.next = block;
    }
    if (words[SLOT.btype] !== BTYPE.none && this.#refuseTarget(block)) return;
    cache.last = block;
    this.#execute(block);
  }

  /** Takes the Branch Target exception where a branch of this kind may not land at a block; otherwise forgets the kind. */
  #refuseTarget(block: Block): boolean {
    const { words } = this.state;
    const type = words[SLOT.btype] as BranchType;
    const { low, high, guarded, el, code } = block;
    const sctlr = this.state.get(this.state.sysregSlot(SYSREG.sctlr));
    if (!guarded || mayLand(type, code[0]!.instruction.word, sctlr, el)) {
      words[SLOT.btype] = BTYPE.none;
      return false;
    }
    this.#raise(noLandingPad(join(low, high), type));
    this.#refused++;
    return true;
  }

  #execute(block: Block): void {
    if (this.#timed !== block) this.#timed = undefined;
    const { words } = this.state;
    const reserved = words[SLOT.monitor]!;
    try {
      block.run();
    } catch (error) {
      if (error === LINE_AWAITED) {
        words[SLOT.monitor] = reserved;
        return;
      }
      this.#timed = undefined;
      if (!(error instanceof MemoryFault)) throw error;
      this.#dataAbort(block, error);
      return;
    }
    const count = block.code.length;
    this.retired += count;
    if (block.branchType !== BTYPE.none) words[SLOT.btype] = block.branchType;
    if (this.#timed === block) this.#timed = undefined;
    else if (this.timing) this.#time(block, count);
  }

  /** Times the access that the step in hand is about to make, and puts it off where its line has to come from another core. */
  #awaitLine(): void {
    const block = this.#steps.last!;
    if (this.#timed === block) return;
    const { events, handles, low, high } = block;
    this.timing!.step(handles[0]!, 1, events[1]!, events[2]!, (low + 4) | 0, high);
    this.#timed = block;
    if (this.timing!.waitedForCore) throw LINE_AWAITED;
  }

  /** Tells the timing model of the first `count` instructions of a block. */
  #time(block: Block, count: number): void {
    const timing = this.timing!;
    const { events, handles, high } = block;
    const last = block.code.length - 1;
    let pc = block.low;
    for (let i = 0; i < count; i++) {
      pc = (pc + 4) | 0;
      if (i === last) break;
      timing.step(handles[i]!, events[3 * i]!, events[3 * i + 1]!, events[3 * i + 2]!, pc, high);
    }
    if (count > last) {
      const words = this.state.words;
      timing.step(handles[last]!, events[3 * last]!, events[3 * last + 1]!, events[3 * last + 2]!, words[SLOT.pc]!, words[SLOT.pc + 1]!);
    }
  }

  #dataAbort(block: Block, fault: MemoryFault): void {
    const index = this.state.words[SLOT.faultIndex]!;
    const address = join(fault.low, fault.high);
    this.state.pc = join(block.low, block.high) + BigInt(4 * index);
    this.retired += index;
    if (this.timing) this.#time(block, index);
    this.#raise(dataAbort(this.state.pc, this.state.el, fault, address));
    this.timing?.fault(block.handles[index]!, this.state.words[SLOT.pc]!, this.state.words[SLOT.pc + 1]!);
  }

  #raise(exception: Exception): void {
    this.#runtime.raise(exception);
  }

  #blockAt(low: number, high: number, cache: BlockCache): Block | undefined {
    const known = cache.find(low, high, this.state.el);
    if (known) return known;
    const block = this.#build(low, high, cache);
    if (block) cache.add(block);
    return block;
  }

  /** Translates a block; undefined where its first instruction cannot be executed and an exception was taken instead. */
  #build(low: number, high: number, cache: BlockCache): Block | undefined {
    const { limit } = cache;
    const el = this.state.el;
    if ((low & 3) !== 0) {
      this.#raise(misalignedPc(join(low, high)));
      return undefined;
    }
    const code: Translated[] = [];
    for (let at = low; code.length < limit; at = (at + 4) | 0) {
      if (code.length > 0 && (at === 0 || this.breakpoints.has(join(at, high)))) break;
      const word = this.memory.fetch(at, high, el === 0 ? 1 : 0);
      const translated = word === undefined ? undefined : this.#translate(word);
      if (!translated || permissionOf(translated, el) !== 'allowed') {
        if (code.length > 0) break;
        this.#refuse(word, translated, join(low, high));
        return undefined;
      }
      this.memory.watchCode(at, high);
      code.push(translated);
      if (translated.endsBlock) break;
    }
    const events = new Int32Array(this.timing ? 3 * code.length : 0);
    const guarded = this.memory.isGuarded(low, high);
    return {
      low, high, el, code, events, guarded,
      branchType: this.features.has('bti') ? branchTypeOf(code.at(-1)!.instruction, guarded) : BTYPE.none,
      handles: this.#prepare(code, low, high),
      run: this.#compile(code, low, high, el, events, cache),
      next: undefined,
      valid: true,
    };
  }

  #refuse(word: number | undefined, translated: Translated | undefined, pc: bigint): void {
    const { el } = this.state;
    this.#raise(word === undefined ? instructionAbort(pc, el, this.memory.regionAt(pc) !== undefined) : undefinedInstruction(word, translated, pc, el));
  }

  #prepare(code: readonly Translated[], low: number, high: number): Int32Array {
    const { timing } = this;
    if (!timing) return new Int32Array(0);
    return Int32Array.from(code, ({ instruction, dataflow }, i) => {
      const at = (low + 4 * i) | 0;
      const key = `${high}:${at}:${instruction.word}`;
      let handle = this.#handles.get(key);
      if (handle === undefined) this.#handles.set(key, (handle = timing.prepare(instruction, dataflow, at, high)));
      return handle;
    });
  }

  #compile(
    code: readonly Translated[], low: number, high: number, el: number, events: Int32Array, cache: BlockCache,
  ): () => void {
    const options: EmitOptions = {
      sysregSlot: (encoding) => (isPlainSysreg(encoding) ? this.state.sysregSlot(encoding) : undefined),
      recordAccesses: this.timing !== undefined,
      awaitLines: cache === this.#steps && this.timing?.waitedForCore !== undefined,
      announceStores: this.#monitors !== undefined,
      el0: el === 0,
    };
    const next = (low + 4 * code.length) | 0;
    const { memory } = this;
    return blockFunction(code, options)(
      this.state.words, memory, memory.i32, memory.u8, memory.u16, events, this.#runtime, low, high, next, next === 0 ? (high + 1) | 0 : high,
    );
  }
}

function join(low: number, high: number): bigint {
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}

