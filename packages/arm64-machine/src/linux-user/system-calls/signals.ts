import { SystemCallFailure } from '../errno.js';
import { isFatal, SIGNAL_COUNT, SIGNALS } from '../signal.js';
import type { LinuxProcess } from '../process.js';
import { int, type Handler } from './handler.js';

/** struct sigaction of the kernel: handler, flags, restorer and mask, 8 bytes each. */
const SIGACTION_WORDS = 4;
const SIG_IGN = 1n;
const SS_DISABLE = 2n;
const SIGSET_BYTES = 8n;
const SIG = { block: 0, unblock: 1, setmask: 2 } as const;

/** The process to itself. Handlers are kept but not run: a signal that has one ends the process, too. */
function send(process: LinuxProcess, signal: bigint): number {
  const number = int(signal);
  if (number < 0 || number > SIGNAL_COUNT) throw new SystemCallFailure('EINVAL');
  if (isFatal(number) && process.signalActions.get(number)?.[0] !== SIG_IGN) process.kill(number);
  return 0;
}

function sendTo(process: LinuxProcess, pid: bigint, signal: bigint): number {
  if (int(pid) !== process.pid) throw new SystemCallFailure('ESRCH');
  return send(process, signal);
}

export const signalCalls: Readonly<Record<string, Handler>> = {
  kill: (process, pid, signal) => (int(pid) === 0 ? send(process, signal) : sendTo(process, pid, signal)),
  tkill: sendTo,
  tgkill: (process, group, thread, signal) => {
    if (int(group) !== process.pid) throw new SystemCallFailure('ESRCH');
    return sendTo(process, thread, signal);
  },
  rt_sigaction: ({ space, signalActions }, signal, action, old, size) => {
    const number = int(signal);
    const canChange = number !== SIGNALS.SIGKILL || action === 0n;
    if (number < 1 || number > SIGNAL_COUNT || size !== SIGSET_BYTES || !canChange)
      throw new SystemCallFailure('EINVAL');
    const before = signalActions.get(number) ?? [0n, 0n, 0n, 0n];
    if (action !== 0n) {
      signalActions.set(
        number,
        Array.from({ length: SIGACTION_WORDS }, (_, i) => space.readWord(action + BigInt(8 * i))),
      );
    }
    if (old !== 0n) space.writeWords(old, ...before);
    return 0;
  },
  rt_sigprocmask: (process, how, set, old, size) => {
    if (size !== SIGSET_BYTES) throw new SystemCallFailure('EINVAL');
    const before = process.signalMask;
    if (set !== 0n) process.signalMask = masked(before, int(how), process.space.readWord(set));
    if (old !== 0n) process.space.writeWords(old, before);
    return 0;
  },
  sigaltstack: ({ space }, _stack, old) => {
    if (old !== 0n) space.writeWords(old, 0n, SS_DISABLE, 0n);
    return 0;
  },
};

function masked(before: bigint, how: number, set: bigint): bigint {
  switch (how) {
    case SIG.block:
      return before | set;
    case SIG.unblock:
      return before & ~set;
    case SIG.setmask:
      return set;
    default:
      throw new SystemCallFailure('EINVAL');
  }
}
