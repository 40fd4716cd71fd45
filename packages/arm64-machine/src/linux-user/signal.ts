import { EC, FAULT_STATUS, type Exception } from '../cpu/exceptions.js';

/** Signal numbers (include/uapi/asm-generic/signal.h). */
export const SIGNALS = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGBUS: 7,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGSEGV: 11,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGCHLD: 17,
  SIGCONT: 18,
} as const;

/** Number of signals; they count from 1. */
export const SIGNAL_COUNT = 64;

/** Signals that do nothing where no handler is installed (signal(7)). */
const ignoredByDefault = new Set<number>([0, SIGNALS.SIGCHLD, SIGNALS.SIGCONT]);

export function isFatal(signal: number): boolean {
  return !ignoredByDefault.has(signal);
}

/** `SIGSEGV`, or `signal 40`. */
export function signalName(signal: number): string {
  const found = Object.entries(SIGNALS).find(([, number]) => number === signal);
  return found?.[0] ?? `signal ${signal}`;
}

/** The signal that Linux sends for an exception of user code (arch/arm64/kernel/traps.c, arch/arm64/mm/fault.c). */
export function signalOf({ ec, iss }: Exception): number {
  switch (ec) {
    case EC.breakpoint:
      return SIGNALS.SIGTRAP;
    case EC.pcAlignment:
    case EC.spAlignment:
      return SIGNALS.SIGBUS;
    case EC.dataAbortLower:
      return (iss & 0x3f) === FAULT_STATUS.alignment ? SIGNALS.SIGBUS : SIGNALS.SIGSEGV;
    case EC.instructionAbortLower:
      return SIGNALS.SIGSEGV;
    default:
      return SIGNALS.SIGILL;
  }
}
