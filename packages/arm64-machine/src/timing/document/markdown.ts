/** A Markdown table. Bars in cells are escaped. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

export const code = (text: string): string => `\`${text}\``;

/** Lines of a text as one piece of code. */
export const codeLine = (text: string): string =>
  code(
    text
      .trim()
      .split(/\s*\n\s*/)
      .join('; ')
      .replaceAll('\\@', ''),
  );
