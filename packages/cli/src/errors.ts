import { getSystemErrorMap } from 'node:util';
import { MachineFault } from '@tracelab/arm64-machine';
import { AttachError, LostCallsError, MissedHitsError, StarvedCoreError } from '@tracelab/bench';
import { BpfLoadError } from '@tracelab/bpf';
import { CommanderError } from 'commander';
import type { Host, Output } from './host.js';

/** Exit statuses of every command. */
export const EXIT = {
  ok: 0,
  /** The lab failed: the simulated kernel crashed, a call went uncounted, the output could not be written. */
  failed: 1,
  /** An option or a file that cannot be used; nothing was run. */
  badInput: 2,
} as const;

/** As a path: standard input, or standard output. */
export const STANDARD = '-';

/** An option or a file that cannot be used: what is wrong with which, and what would be accepted. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/** Output that was begun and could not be finished, as on a full disk. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
}

/** In which the lab failed, and whose message is all there is to say. */
const FAILURES = [MissedHitsError, LostCallsError, StarvedCoreError, OutputError];

/** Writes what went wrong, and returns the exit status that goes with it. */
export function report(error: unknown, stderr: Output): number {
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.ok;
  if (error instanceof InputError || error instanceof CommanderError) {
    stderr.write(`tracelab: ${oneLine(error.message)}\n`);
    return EXIT.badInput;
  }
  if (error instanceof MachineFault) {
    stderr.write(`tracelab: the simulated machine stopped: ${error.report}\n`);
  } else if (FAILURES.some((one) => error instanceof one)) {
    stderr.write(`tracelab: ${(error as Error).message}\n`);
  } else {
    stderr.write(`tracelab: internal error: ${error instanceof Error ? error.stack : String(error)}\n`);
  }
  return EXIT.failed;
}

/** @throws InputError in place of an error that says why the object at `path` cannot be used */
export function refusing<T>(path: string, use: () => T): T {
  try {
    return use();
  } catch (error) {
    if (error instanceof BpfLoadError || error instanceof AttachError) {
      throw new InputError(`object ${JSON.stringify(path)}: ${error.message}`);
    }
    throw error;
  }
}

/** The bytes of a file. @throws InputError that says why there are none */
export function readInput(path: string, readFile: (path: string) => Uint8Array): Uint8Array {
  try {
    return readFile(path);
  } catch (error) {
    throw new InputError(`cannot read ${path === STANDARD ? 'standard input' : JSON.stringify(path)}: ${reason(error)}`);
  }
}

/** Writes a file, or to standard output where `path` is `-`. @throws InputError, or OutputError, that says why it cannot be written */
export function writeOutput(path: string, contents: string | Uint8Array, { writeFile, stdout }: Pick<Host, 'writeFile' | 'stdout'>): void {
  if (path === STANDARD) {
    stdout.write(contents);
    return;
  }
  try {
    writeFile(path, contents);
  } catch (error) {
    throw unwritable(path, error);
  }
}

/** Files that can be opened, and do not take what is written. */
const CUT_SHORT: readonly (string | undefined)[] = ['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO'];

/** A path that cannot be used is bad input; a file that cannot take what is written is a failure. */
export function unwritable(path: string, error: unknown, wayOut = ''): InputError | OutputError {
  const { code } = error as NodeJS.ErrnoException;
  const why = code === 'ENOENT' ? 'no such directory' : reason(error);
  const message = `cannot write ${JSON.stringify(path)}: ${why}${wayOut}`;
  return CUT_SHORT.includes(code) ? new OutputError(message) : new InputError(message);
}

export function writeFailure(what: string, error: unknown, stderr: Output): number {
  stderr.write(`tracelab: cannot write to ${what}: ${reason(error)}\n`);
  return EXIT.failed;
}

/** The system's words for its error, as perror(3) has them. */
export function reason(error: unknown): string {
  const { errno, code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'no such file';
  return (errno !== undefined && getSystemErrorMap().get(errno)?.[1]) || message;
}

/** Names in damaged files hold anything, and an error is one line. */
function oneLine(text: string): string {
  // eslint-disable-next-line no-control-regex -- Control characters are what it is about.
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (one) => {
    return `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
