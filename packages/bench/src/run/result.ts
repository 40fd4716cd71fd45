import type { BtfValue } from '@tracelab/bpf';
import type { Invoker, SeriesId } from '../configuration.js';
import type { Cost } from '../result.js';

/** Cycles and instructions of one pass of the trigger, and what they went to. */
export interface RunCost {
  /** With nothing attached. */
  readonly base: Cost;
  readonly traced: Cost;
  /** In programs, and in helpers that they call. */
  readonly body: Cost;
  /** All that is neither base nor body: getting to the programs and back. */
  readonly dispatch: Cost;
  /** Runs of programs in a pass. */
  readonly runs: number;
  /** Passes after which the cost repeated; undefined where it never did and means are given. */
  readonly period: number | undefined;
}

export interface ProgramResult {
  readonly name: string;
  readonly section: string;
  readonly functions: readonly string[];
  readonly runs: number;
  /** Calls at which the program did not run, as it was running already (bpf_prog_stats.misses). */
  readonly misses: number;
  /** What the last run returned; null where it never ran. */
  readonly returned: bigint | null;
}

export interface CallResult {
  readonly function: string;
  readonly arguments: readonly string[];
  readonly result: bigint;
  readonly expected: bigint | null;
}

export interface MapResult {
  readonly name: string;
  readonly type: string;
  /** Elements; of a data section its variables, of a ring buffer the records. Per-CPU values are arrays, one of each CPU. */
  readonly entries: readonly { readonly key: BtfValue; readonly value: BtfValue }[];
}

/** What `tracelab run` shows: a function of `config` and of the object's bytes. */
export interface RunResult {
  readonly schema: 'tracelab.run/1';
  readonly config: {
    readonly core: string;
    readonly object: string;
    readonly invoker: Invoker;
    readonly series: readonly SeriesId[];
    readonly trigger: string;
  };
  readonly programs: readonly ProgramResult[];
  readonly calls: readonly CallResult[];
  readonly maps: readonly MapResult[];
  /** Lines of bpf_trace_printk(). */
  readonly trace: readonly string[];
  readonly cost: RunCost;
}
