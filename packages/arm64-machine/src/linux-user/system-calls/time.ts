import { SystemCallFailure } from '../errno.js';
import type { LinuxProcess } from '../process.js';
import { int, type Handler } from './handler.js';

const SECOND = 1_000_000_000n;

/** The highest clock that exists, CLOCK_TAI. All show the time since the process began. */
const LAST_CLOCK = 11;
const TIMER_ABSTIME = 1;

function sleep(process: LinuxProcess, request: bigint, absolute: boolean): number {
  const [seconds, nanoseconds] = [process.space.readWord(request), process.space.readWord(request + 8n)];
  if (seconds >> 63n || nanoseconds >= SECOND) throw new SystemCallFailure('EINVAL');
  const wanted = seconds * SECOND + nanoseconds;
  process.sleep(absolute ? wanted - process.nanoseconds : wanted);
  return 0;
}

export const timeCalls: Readonly<Record<string, Handler>> = {
  clock_gettime: (process, clock, result) => {
    if (int(clock) < 0 || int(clock) > LAST_CLOCK) throw new SystemCallFailure('EINVAL');
    const now = process.nanoseconds;
    process.space.writeWords(result, now / SECOND, now % SECOND);
    return 0;
  },
  clock_getres: ({ space }, clock, result) => {
    if (int(clock) < 0 || int(clock) > LAST_CLOCK) throw new SystemCallFailure('EINVAL');
    if (result !== 0n) space.writeWords(result, 0n, 1n);
    return 0;
  },
  gettimeofday: (process, result) => {
    const now = process.nanoseconds;
    if (result !== 0n) process.space.writeWords(result, now / SECOND, (now % SECOND) / 1000n);
    return 0;
  },
  nanosleep: (process, request) => sleep(process, request, false),
  clock_nanosleep: (process, _clock, flags, request) => sleep(process, request, (int(flags) & TIMER_ABSTIME) !== 0),
};
