/**
 * Tag for assembly text: what is interpolated is written with `String()`, an array one element a line, so that
 * `ldr x1, [x0, #${PtRegs.sp}]` takes a member's offset. The indentation that all lines have in common is removed.
 */
export function asm(strings: TemplateStringsArray, ...values: readonly unknown[]): string {
  // A backslash is assembly's own: `\reg` of a macro, "\n" of a string.
  let text = strings.raw[0]!.replaceAll('\\`', '`');
  values.forEach((value, i) => {
    const indent = text.slice(text.lastIndexOf('\n') + 1);
    const written = Array.isArray(value) ? value.map(String).join('\n') : String(value);
    // Further lines of a value that stands alone on its line are indented like its first.
    text += indent.trim() === '' ? written.trimEnd().replaceAll('\n', `\n${indent}`) : written;
    text += strings.raw[i + 1]!.replaceAll('\\`', '`');
  });
  return dedent(text);
}

/** Removes the first line if it is blank, trailing blanks, and the indentation that all other lines have. */
export function dedent(text: string): string {
  const lines = text
    .replace(/^[ \t]*\n/, '')
    .trimEnd()
    .split('\n');
  const indents = lines.filter((line) => line.trim() !== '').map((line) => /^[ \t]*/.exec(line)![0].length);
  const common = Math.min(...indents, Infinity);
  return lines.map((line) => line.slice(Math.min(common, line.length)).trimEnd()).join('\n') + '\n';
}
