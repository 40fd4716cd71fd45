/** Where a command writes: text, in one piece or many. */
export interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** What a command sees of the machine that it runs on. */
export interface Host {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** @throws NodeJS.ErrnoException */
  readFile(path: string): Uint8Array;
}

/** Colours are for terminals that have them, and for people who have not asked for none (no-color.org). */
export function usesColors({ stdout, env }: Host): boolean {
  return stdout.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
}
