/** Where a command writes, in one piece or many: text, or the bytes of a program that it runs. */
export interface Output {
  readonly isTTY?: boolean;
  write(text: string | Uint8Array): unknown;
}

/** What a command sees of the machine that it runs on. */
export interface Host {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `-` is standard input. @throws NodeJS.ErrnoException */
  readFile(path: string): Uint8Array;
  /** @throws NodeJS.ErrnoException */
  writeFile(path: string, contents: string | Uint8Array): void;
}

/** Colours are for terminals that have them, and for people who have not asked for none (no-color.org). */
export function usesColors({ stdout, env }: Host): boolean {
  return stdout.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
}
