import type { Cause } from '../timing/timing-model.js';

/** A function with its callers. */
export interface TraceFrame {
  readonly name: string;
  /** Index of the caller; null where nobody called. */
  readonly caller: number | null;
}

/** An instruction where it stands. */
export interface TraceInstruction {
  /** In hex, with 0x. */
  readonly address: string;
  readonly symbol: string;
  /** Bytes from the symbol. */
  readonly offset: number;
  readonly text: string;
}

/** The stages of an instruction in their order, and the way through them. */
export const STAGES = ['fetched', 'dispatched', 'ready', 'issued', 'completed', 'retired'] as const;
export type Stage = (typeof STAGES)[number];

/**
 * What an instruction waited for before it passed a stage, where it waited at all. Before `fetched` it is the time since
 * its predecessor was; before `completed`, the memory's; the latency of a computation is no wait.
 */
export interface Wait {
  readonly before: Stage;
  readonly cause: Cause;
  readonly cycles: number;
}

/**
 * One retired instruction. Its stages are cycles from the start of the trace, negative where it was in flight already:
 * fetched, as far as the front end is concerned it could dispatch; dispatched into the window; ready, with all operands;
 * issued to a port; completed; retired. They never decrease.
 */
export interface PipelineRow extends Readonly<Record<Stage, number>> {
  /** Index of what is executed. */
  readonly instruction: number;
  /** Index of the function that it is in, with its callers. */
  readonly frame: number;
  /** Between its predecessor's retirement and its own; over all rows they add up to those of the trace. */
  readonly cycles: number;
  /** The same by cause, without those of none. */
  readonly causes: Readonly<Partial<Record<Cause, number>>>;
  readonly waits: readonly Wait[];
  /** The row whose result was the last of its operands to be there; null where it did not wait for one. */
  readonly waitedFor: number | null;
  /** It faulted, and did not retire: `retired` is when it left. */
  readonly faulted?: true;
}

/** A stretch of a run, instruction by instruction: plain data. */
export interface PipelineTrace {
  readonly cycles: number;
  readonly frames: readonly TraceFrame[];
  readonly instructions: readonly TraceInstruction[];
  readonly rows: readonly PipelineRow[];
  /** Rows at which an iteration starts. */
  readonly iterations: readonly number[];
}

/** Names from the outermost caller to the function itself. */
export function chainOf({ frames }: Pick<PipelineTrace, 'frames'>, frame: number): string[] {
  const chain: string[] = [];
  for (let at: number | null = frame; at !== null; at = frames[at]!.caller) chain.unshift(frames[at]!.name);
  return chain;
}
