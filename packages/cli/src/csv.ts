/** Lines of fields, quoted where they must be (RFC 4180, with LF). */
export function csv(lines: readonly (readonly (string | number)[])[]): string {
  return lines.map((fields) => `${fields.map(field).join(',')}\n`).join('');
}

function field(value: string | number): string {
  const text = String(value);
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
