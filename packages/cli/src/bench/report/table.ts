export interface Column {
  readonly head: string;
  /** Stands above neighbouring columns that have the same. */
  readonly group?: string;
  /** Numbers are flush right, which is the default. */
  readonly align?: 'left' | 'right';
  /** Spaces before it; 2 unless stated. */
  readonly gap?: number;
}

interface Span {
  readonly title: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Lines of a table in fixed-width characters, as wide as what is in it, without blanks at the ends.
 *
 * @param rows text of each column; what is missing is blank
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  head = (line: string) => line,
): string[] {
  const widths = columns.map((column, i) => Math.max(column.head.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const gapOf = (i: number): number => (i === 0 ? 0 : (columns[i]!.gap ?? 2));
  const spans = spansOf(columns);
  const widthOf = ({ from, to }: Span): number => {
    let width = widths[from]!;
    for (let i = from + 1; i <= to; i++) width += gapOf(i) + widths[i]!;
    return width;
  };
  for (const span of spans) widths[span.to]! += Math.max(0, span.title.length - widthOf(span));

  const line = (cells: readonly string[]): string =>
    cells.map((cell, i) => ' '.repeat(gapOf(i)) + pad(cell, widths[i]!, columns[i]!.align)).join('');
  const groups = spans.map((span) => ' '.repeat(gapOf(span.from)) + centre(span.title, widthOf(span))).join('');
  const heads = [groups, line(columns.map((column) => column.head))]
    .map((one) => one.trimEnd())
    .filter((one) => one !== '');
  const body = rows.map((row) => line(columns.map((_, i) => row[i] ?? '')).trimEnd());
  return [...heads.map(head), ...body];
}

/** Neighbours with the same group; a column without one is a span of its own. */
function spansOf(columns: readonly Column[]): Span[] {
  const spans: Span[] = [];
  columns.forEach(({ group }, i) => {
    const last = spans.at(-1);
    if (group !== undefined && last?.title === group) spans[spans.length - 1] = { ...last, to: i };
    else spans.push({ title: group ?? '', from: i, to: i });
  });
  return spans;
}

function pad(text: string, width: number, align: Column['align'] = 'right'): string {
  return align === 'left' ? text.padEnd(width) : text.padStart(width);
}

function centre(text: string, width: number): string {
  return text.padStart(Math.floor((width + text.length) / 2)).padEnd(width);
}

/** What a line has room for: two of them. */
export function beside<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / 2) }, (_, i) => all.slice(2 * i, 2 * i + 2));
}
