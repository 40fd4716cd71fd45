/**
 * Where the timing models of several cores meet: who holds which line, and what it costs to get it. One directory is
 * given to every core's model by whoever makes them, as `ClusterOptions.timing` does. Cores ask in the order of
 * simulated time, so `at` never runs backwards by more than one instruction's span.
 *
 * A line is the low half of an address, shifted right by the line's size, and the high half. Answers are cycles beyond a
 * first-level hit; 0 where the core holds the line as it needs it.
 */
export interface CoherenceDirectory {
  /** Core number `core` reads a line at the cycle `at`: another core's modified copy is transferred and becomes shared. */
  read(core: number, line: number, high: number, at: number): number;
  /** It writes, or reserves by an exclusive: every other copy is invalidated. */
  write(core: number, line: number, high: number, at: number): number;
  /** Its caches have let go of the line. */
  evict(core: number, line: number, high: number): void;
}
