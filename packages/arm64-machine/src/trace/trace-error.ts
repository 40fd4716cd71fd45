/** A trace that cannot be replayed: which line, and what is wrong with it. */
export class TraceError extends Error {
  override readonly name = 'TraceError';
  /** From 1; 0 where it is no single line. */
  readonly line: number;

  constructor(line: number, problem: string) {
    super(line === 0 ? problem : `line ${line}: ${problem}`);
    this.line = line;
  }
}
