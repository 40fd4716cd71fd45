import { readFileSync } from 'node:fs';
import { commandLine } from '../src/command-line.js';

export interface Recorded {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  readonly tty?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** Files by path; others are read from the disk. */
  readonly files?: Readonly<Record<string, Uint8Array>>;
}

/** Runs the command as a process would, and records what it writes. */
export async function tracelab(
  args: readonly string[],
  { tty = false, env = {}, files = {} }: Surroundings = {},
): Promise<Recorded> {
  const written = { stdout: '', stderr: '' };
  const output = (name: keyof typeof written) => ({
    isTTY: tty,
    write: (text: string) => void (written[name] += text),
  });
  const status = await commandLine(args, {
    stdout: output('stdout'),
    stderr: output('stderr'),
    env,
    readFile: (path) => files[path] ?? readFileSync(path),
  });
  return { status, ...written };
}
