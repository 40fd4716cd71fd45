/** What is said of a function while it is written: which registers hold numbers, and what else it may use. */
export interface Scope {
  /** Registers that hold numbers here. */
  readonly numbers: Set<number>;
  /** R6 is the context. */
  readonly context: boolean;
  /** A register that points to words of a caller's stack. */
  readonly area: number | undefined;
}
