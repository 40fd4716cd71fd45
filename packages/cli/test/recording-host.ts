import { readFileSync } from 'node:fs';
import { commandLine } from '../src/command-line.js';

export interface Recorded {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What was written to files, by path. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
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
  const writtenFiles: Record<string, string | Uint8Array> = {};
  const output = (name: keyof typeof written) => ({
    isTTY: tty,
    write: (text: string | Uint8Array) => void (written[name] += Buffer.from(text).toString()),
  });
  const status = await commandLine(args, {
    stdout: output('stdout'),
    stderr: output('stderr'),
    env,
    readFile: (path) => files[path] ?? readFileSync(path),
    writeFile: (path, contents) => void (writtenFiles[path] = contents),
  });
  return { status, ...written, files: writtenFiles };
}
