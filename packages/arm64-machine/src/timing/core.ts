import type { Feature } from '../isa/row.js';
import type { TimingClass } from '../isa/timing-class.js';
import type { Sourced } from './provenance.js';

/**
 * A core as data. Times are cycles of the core's clock, sizes are entries unless the name says otherwise. Every number
 * carries its source. Nothing here may know which program runs.
 */
export type Core = OutOfOrderCore | InOrderCore;

export interface OutOfOrderCore extends CoreParts {
  readonly discipline: 'out-of-order';
  readonly window: RenameWindow;
  readonly queues: Readonly<Record<Queue, IssueQueue>>;
}

export interface InOrderCore extends CoreParts {
  readonly discipline: 'in-order';
  readonly window: InOrderWindow;
  readonly queues: Readonly<Record<Queue, Pipes>>;
}

interface CoreParts {
  readonly name: string;
  readonly title: string;
  /** Extensions beyond ARMv8.0 that its decoder knows. */
  readonly features: readonly Feature[];
  readonly frontEnd: FrontEnd;
  readonly branches: Branches;
  /** How each kind of work is done; a class without a row does not exist on this core. */
  readonly classes: Readonly<Partial<Record<TimingClass, ClassTiming>>>;
  readonly multiply: Multiply;
  readonly loads: Loads;
  readonly stores: Stores;
  readonly memory: Memory;
  readonly ordering: Ordering;
  readonly systemRegisters: SystemRegisters;
  readonly flushes: Flushes;
}

export interface FrontEnd {
  /** Bytes of the aligned block that one fetch delivers. */
  readonly fetchBytes: Sourced;
  /** Instructions that enter the window in a cycle, or issue where that is done in order. */
  readonly dispatchWidth: Sourced;
  readonly nopsPerCycle: Sourced;
  /** Instructions that fetch may be ahead of dispatch. */
  readonly fetchQueue: Sourced;
}

/**
 * A taken branch costs the given cycles from the fetch of its block to the fetch of the target's; 1 would be no bubble.
 */
export interface Branches {
  readonly microTargets: { readonly entries: Sourced; readonly cycles: Sourced };
  readonly mainTargets: {
    readonly sets: Sourced;
    readonly ways: Sourced;
    /** Branches that one aligned fetch block can have in the buffer. */
    readonly perBlock: Sourced;
    readonly cycles: Sourced;
    /** More cycles for a conditional branch that is the second of its block. */
    readonly secondConditional: Sourced;
  };
  /** A direct branch or a return that no buffer knows, found by the decoder. */
  readonly foundAtDecode: Sourced;
  /** BR and BLR, target predicted rightly. */
  readonly indirect: Sourced;
  readonly indirectTargets: Sourced;
  /** From the cycle after a branch executes to the dispatch of the right instruction. */
  readonly mispredict: Sourced;
  readonly returnStack: Sourced;
  readonly direction: { readonly historyBits: Sourced; readonly tableBits: Sourced };
}

/** What instructions hold from dispatch until they retire; stores hold their entry until they have written. */
export interface Window {
  readonly retireWidth: Sourced;
  readonly stores: Sourced;
}

export interface RenameWindow extends Window {
  readonly reorderBuffer: Sourced;
  readonly integerRegisters: Sourced;
  readonly vectorRegisters: Sourced;
  readonly flags: Sourced;
  readonly loads: Sourced;
  readonly branches: Sourced;
}

export interface InOrderWindow extends Window {
  /** Instructions between issue and retirement. */
  readonly inFlight: Sourced;
}

/**
 * Queues, or their pipes where issue is in order: simple integer, multi-cycle integer, branch, load, store address, SIMD.
 * A core with one pipe for loads and stores has its stores in the queue of the loads.
 */
export type Queue = 'integer' | 'multi' | 'branch' | 'load' | 'store' | 'vector';

export interface Pipes {
  readonly ports: Sourced;
}

export interface IssueQueue extends Pipes {
  readonly entries: Sourced;
}

export interface ClassTiming {
  /** Undefined: nothing is executed, the instruction is complete when dispatched. */
  readonly queue: Queue | undefined;
  /**
   * Cycles from issue until an instruction that needs the result can issue. An LSE atomic's count from the moment that it
   * is the oldest instruction, with all older stores written.
   */
  readonly latency: Sourced;
  /** Cycles until the port takes another instruction; 1 is fully pipelined. Stores take theirs from {@link Stores}. */
  readonly busy: Sourced;
  /** Micro-operations that take a slot of dispatch each, one unless given; the update of a base register comes on top. */
  readonly slots?: Sourced;
}

export interface Multiply {
  /** Cycles after issue at which a multiply-accumulate needs its addend, where another multiply gives it. */
  readonly addendLate: Sourced;
}

export interface Loads {
  /** The second register of a pair comes later by this, unless a store forwards both. */
  readonly pairSecond: Sourced;
  /** An access that crosses a boundary of so many bytes takes the load port twice... */
  readonly crossing: Sourced;
  /** ...and a pair one of so many. */
  readonly pairCrossing: Sourced;
  /** ...and the data come later by this. */
  readonly crossingLatency: Sourced;
}

export interface Stores {
  /** Width of the data path: a store takes the port and the cache once for every aligned granule that it touches. */
  readonly granuleBytes: Sourced;
  /** Where issue is in order: cycles by which a store goes ahead of its data. */
  readonly dataLate: Sourced;
  /** Integer micro-operations that update the base register of a store. */
  readonly baseUpdates: Sourced;
  readonly forwarding: {
    /** From the store's address and data both known to the load's result, where one store holds all bytes of the load. */
    readonly contained: Sourced;
    /** As `contained`, where the youngest overlapping store begins after the first byte of the load. */
    readonly lowerMissing: Sourced;
    /**
     * Where it holds the first bytes of the load and ends before the last, as a 32-bit store does to a 64-bit load: nothing is
     * forwarded, the load comes back once the store has been written. From there to its result.
     */
    readonly upperMissing: Sourced;
    /** More where both cross a boundary of 16 bytes, and of 64. */
    readonly bothCross16: Sourced;
    readonly bothCross64: Sourced;
  };
}

export interface CacheGeometry {
  readonly bytes: Sourced;
  readonly ways: Sourced;
}

export interface Memory {
  readonly lineBytes: Sourced;
  readonly instruction: CacheGeometry & {
    /** Cycles between lines that stream in from L2, and from DRAM; the next-line prefetcher's effect is in the rate. */
    readonly lineFromL2: Sourced;
    readonly lineFromDram: Sourced;
  };
  readonly data: CacheGeometry & { readonly missesInFlight: Sourced };
  /** The data prefetcher. */
  readonly prefetch: {
    /** Pages in which it follows a stride at a time. */
    readonly streams: Sourced;
    /** How many strides it is ahead. */
    readonly distance: Sourced;
  };
  readonly l2: CacheGeometry;
  /** Load-to-use, as a pointer chase sees it. */
  readonly l2Latency: Sourced;
  readonly dramLatency: Sourced;
  readonly tlb: {
    readonly data: Sourced;
    readonly instruction: Sourced;
    /** Added where the first level misses and the second hits. */
    readonly secondLevel: Sourced;
    readonly second: { readonly entries: Sourced; readonly ways: Sourced };
    /** Added where both miss. */
    readonly walk: Sourced;
  };
}

export interface Ordering {
  /**
   * From the moment that an ordered access is the oldest instruction, with all older stores written, to its answer:
   * store-exclusive, store-release and DMB.
   */
  readonly performed: Sourced;
  /** A load-exclusive's latency beyond an ordinary load's. */
  readonly exclusiveLoad: Sourced;
  /** 1 where a load-exclusive may issue before it is the oldest instruction, 0 where it may not. */
  readonly exclusiveSpeculates: Sourced;
}

/**
 * Rules by register, after "Special register access" of the Cortex-A57 and A72 software optimisation guides. `renamed`
 * registers are as free as general ones. Others are accessed in order with one another; a write waits until it is the
 * oldest instruction. `flushing` writes also refetch what follows, in renamed registers too.
 */
export interface SystemRegisters {
  readonly renamed: readonly string[];
  readonly flushing: readonly string[];
  /** Why these writes are taken to refetch, and those registers to be renamed. */
  readonly source: string;
  readonly readLatency: Sourced;
  readonly writeLatency: Sourced;
}

/** What empties the window at its retirement, and has what follows fetched in another context. */
export interface Flushes {
  /** From the retirement of an ISB or of a flushing write to the dispatch of the refetched instruction. */
  readonly refetch: Sourced;
  /** More than that, from the instruction that causes an exception to the vector's first. */
  readonly exceptionEntry: Sourced;
  /** More than that, from an ERET to the instruction that it returns to. */
  readonly exceptionReturn: Sourced;
}
