/** Objects that cannot be linked; a line of the message for each thing that is wrong. */
export class LinkError extends Error {
  constructor(problems: readonly string[]) {
    const shown = problems.slice(0, 20);
    if (problems.length > shown.length) shown.push(`${problems.length - shown.length} more errors`);
    super(shown.join('\n'));
    this.name = 'LinkError';
  }
}
