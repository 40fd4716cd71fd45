import { readFileSync, writeFileSync } from 'node:fs';
import { commandLine } from './command-line.js';
import { STANDARD, writeFailure } from './errors.js';

/** Not process.stdin: that makes a pipe non-blocking, and whoever writes to it may still be at work. */
const STDIN = 0;

// The reader may go away early, as head(1) does; a full disk is another matter.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') process.exitCode = writeFailure('standard output', error, process.stderr);
  process.exit();
});

process.exitCode = await commandLine(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  readFile: (path) => readFileSync(path === STANDARD ? STDIN : path),
  writeFile: (path, contents) => writeFileSync(path, contents),
});
