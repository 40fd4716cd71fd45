import type { DiffLine, SymbolChange } from '@tracelab/bench';
import type { createColors } from 'picocolors';

export type Colors = ReturnType<typeof createColors>;

/** Unchanged instructions around a changed one. */
const CONTEXT = 3;

export interface Hunk {
  /** `@@ -FIRST,COUNT +FIRST,COUNT @@ SYMBOL+OFFSET`; instructions count from 1, the offset is before's. */
  readonly head: string;
  readonly lines: readonly DiffLine[];
}

/** The changed places of a symbol, as `diff -u` cuts them. */
export function hunks({ name, lines }: Pick<SymbolChange, 'name' | 'lines'>): Hunk[] {
  const shown = lines.map((_, i) =>
    lines.slice(Math.max(0, i - CONTEXT), i + CONTEXT + 1).some(({ change }) => change !== ' '),
  );
  const cut: Hunk[] = [];
  for (let from = shown.indexOf(true); from >= 0;) {
    const end = shown.indexOf(false, from);
    const to = end < 0 ? lines.length : end;
    cut.push({ head: head(name, lines, from, to), lines: lines.slice(from, to) });
    from = shown.indexOf(true, to);
  }
  return cut;
}

function head(name: string, lines: readonly DiffLine[], from: number, to: number): string {
  const range = (side: 'before' | 'after'): { first: number; text: string } => {
    const count = (part: readonly DiffLine[]): number => part.filter((line) => line[side] !== null).length;
    const [first, length] = [count(lines.slice(0, from)), count(lines.slice(from, to))];
    // An empty range is written as the line that it comes after.
    return { first, text: `${length === 0 ? first : first + 1},${length}` };
  };
  const [before, after] = [range('before'), range('after')];
  return `@@ -${before.text} +${after.text} @@ ${name}+0x${(4 * before.first).toString(16)}`;
}

/** The changed places of a symbol as text, under the names of its two sides. */
export function unified(
  symbol: Pick<SymbolChange, 'name' | 'lines'>,
  files: { readonly before: string; readonly after: string },
  { bold, cyan, green, red }: Colors,
): string[] {
  const paint = { ' ': (text: string) => text, '-': red, '+': green };
  return [
    bold(`--- ${files.before}`),
    bold(`+++ ${files.after}`),
    ...hunks(symbol).flatMap(({ head, lines }) => [
      cyan(head),
      ...lines.map(({ change, text }) => paint[change](`${change}${text}`)),
    ]),
  ];
}
