/** Where a statement stands; lines and columns count from 1. */
export interface Place {
  readonly name: string;
  readonly line: number;
  readonly column: number;
  /** Set in a macro's body, whose place this is: where the macro was called. */
  readonly expansion?: { readonly macro: string; readonly place: Place };
}

export interface Diagnostic {
  readonly place: Place;
  readonly message: string;
}

/** Text that cannot be assembled. Thrown to the statement loop, which collects it. */
export class StatementError extends Error {
  /** Characters from the start of the text that was read; undefined means all of it. */
  column: number | undefined;

  constructor(message: string, column?: number) {
    super(message);
    this.name = 'StatementError';
    this.column = column;
  }
}

/** Runs `read`, which reads a text that starts `column` characters into another: errors count from that one's start. */
export function readingAt<T>(column: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof StatementError) error.column = column + (error.column ?? 0);
    throw error;
  }
}

const maximum = 20;
const maximumCalls = 4;

/** One or more errors in a source. The message has a line for each of the first twenty, as compilers write them. */
export class AssemblyError extends Error {
  readonly diagnostics: readonly Diagnostic[];
  /** Of the first error. */
  readonly source: string;
  readonly line: number;
  readonly column: number;

  constructor(diagnostics: readonly Diagnostic[]) {
    const lines = diagnostics.slice(0, maximum).map(formatDiagnostic);
    if (diagnostics.length > maximum) lines.push(`${diagnostics.length - maximum} more errors`);
    super(lines.join('\n'));
    this.name = 'AssemblyError';
    this.diagnostics = diagnostics;
    const { name, line, column } = diagnostics[0]!.place;
    this.source = name;
    this.line = line;
    this.column = column;
  }
}

/** `kernel/entry.S:12:9: unknown mnemonic "addd" (in macro "save", called at line 40)`. */
function formatDiagnostic({ place, message }: Diagnostic): string {
  const calls: string[] = [];
  for (let at = place.expansion; at; at = at.place.expansion) {
    calls.push(`in macro "${at.macro}", called at line ${at.place.line}`);
  }
  const more = calls.splice(maximumCalls).length;
  if (more > 0) calls.push(`${more} calls more`);
  const suffix = calls.length ? ` (${calls.join(', ')})` : '';
  return `${place.name}:${place.line}:${place.column}: ${message}${suffix}`;
}
