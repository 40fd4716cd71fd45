import { StatementError } from './assembly-error.js';
import type { Statement } from './statement.js';

/** Macros that call each other this deep are taken to have no end; GNU as stops there too. */
const maximumDepth = 100;

interface Frame {
  readonly statements: Iterator<Statement>;
  /** Set for macros. */
  readonly macro: string | undefined;
  /** Told when the frame ends, or is left before. */
  readonly onEnd: ((left: boolean) => void) | undefined;
}

const blockStarts: Readonly<Record<string, RegExp>> = {
  '.endm': /^\.macro\b/i,
  '.endr': /^\.(?:rept|irpc?)\b/i,
};

/** Hands out statements: of the source, and of the macros and repetitions that it expands to. */
export class SourceReader {
  private readonly frames: Frame[] = [];

  constructor(statements: Iterable<Statement>) {
    this.frames.push({ statements: statements[Symbol.iterator](), macro: undefined, onEnd: undefined });
  }

  next(): Statement | undefined {
    for (let frame = this.frames.at(-1); frame; frame = this.frames.at(-1)) {
      const { done, value } = frame.statements.next();
      if (!done) return value;
      this.frames.pop();
      frame.onEnd?.(false);
    }
    return undefined;
  }

  /** Reads `statements` before what follows. */
  push(statements: Iterable<Statement>, macro?: string, onEnd?: (left: boolean) => void): void {
    if (this.frames.length >= maximumDepth)
      throw new StatementError(`more than ${maximumDepth} macros and repetitions deep`);
    this.frames.push({ statements: statements[Symbol.iterator](), macro, onEnd });
  }

  /** Leaves the macro that is being read. */
  leaveMacro(): void {
    if (!this.frames.some(({ macro }) => macro !== undefined)) throw new StatementError('.exitm outside a macro');
    for (;;) {
      const frame = this.frames.pop()!;
      frame.onEnd?.(true);
      if (frame.macro !== undefined) return;
    }
  }

  /** The statements up to the `end` that belongs to `start`, which was just read. */
  block(start: string, end: '.endm' | '.endr'): Statement[] {
    const nested = blockStarts[end]!;
    const ending = new RegExp(`^\\${end}\\b`, 'i');
    const body: Statement[] = [];
    const { statements } = this.frames.at(-1)!;
    for (let depth = 1; ;) {
      const { done, value } = statements.next();
      if (done) throw new StatementError(`${start} without ${end}`);
      if (nested.test(value.text)) depth++;
      else if (ending.test(value.text) && --depth === 0) return body;
      body.push(value);
    }
  }
}
