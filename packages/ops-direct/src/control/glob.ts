/**
 * Whole names that a pattern of set_ftrace_filter fits (Documentation/trace/ftrace.rst): `*` any string, `?` any character,
 * `[a-z]` one of a class and `[!a-z]` one outside of it, where a `]` that comes first is a member; `\` takes the next
 * character as it is. A class that is not closed is no class.
 */
export function glob(pattern: string): (name: string) => boolean {
  const tokens = pattern.match(/\\.|\[!?\]?[^\]]*\]|[^]/g) ?? [];
  const whole = new RegExp(`^${tokens.map(expressionOf).join('')}$`);
  return (name) => whole.test(name);
}

function expressionOf(token: string): string {
  if (token === '*') return '.*';
  if (token === '?') return '.';
  if (token.length > 1 && token.startsWith('[')) {
    const inverted = token.startsWith('[!');
    const members = token.slice(inverted ? 2 : 1, -1).replace(/[\\\]^[]/g, '\\$&');
    return `[${inverted ? '^' : ''}${members}]`;
  }
  return token.replace(/^\\(?=.)/, '').replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
