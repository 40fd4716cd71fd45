import { fileCalls } from './files.js';
import type { Handler } from './handler.js';
import { memoryCalls } from './memory.js';
import { processCalls } from './process.js';
import { signalCalls } from './signals.js';
import { timeCalls } from './time.js';

/** The system calls that a process has, by name; every other one fails with ENOSYS. */
export const systemCalls: Readonly<Record<string, Handler>> = {
  ...fileCalls,
  ...memoryCalls,
  ...processCalls,
  ...signalCalls,
  ...timeCalls,
};
