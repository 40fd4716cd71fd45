/** Instruction boundaries, and those at which an unwinder is wrong. */
export interface Boundaries {
  readonly boundaries: number;
  /** Where some caller is not shown. */
  readonly missing: number;
  /** Of those, where that is another one than the immediate caller: every function hides that while it has no frame record. */
  readonly outer: number;
  /** Where something is shown that is no caller, or not there. */
  readonly wrong: number;
}

/** One traced call, from the function's first instruction until it is back in its caller. */
export interface StackTraceRow extends Boundaries {
  readonly mechanism: string;
  /** By the symbol that the next instruction is of, in the order in which they are entered; they add up to the row. */
  readonly symbols: readonly (Boundaries & { readonly name: string })[];
}

export interface StackTracesResult {
  readonly schema: 'tracelab.stack-traces/1';
  readonly function: string;
  readonly rows: readonly StackTraceRow[];
}
