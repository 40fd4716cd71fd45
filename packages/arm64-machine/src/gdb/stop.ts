import { EC, FAULT_STATUS, type Exception } from '../cpu/exceptions.js';
import type { Ending } from '../linux-user/index.js';
import type { Machine } from '../machine.js';

/** GDB's own numbers of signals (include/gdb/signals.def), which are not those of any system. */
export const SIGNAL = { int: 2, ill: 4, trap: 5, bus: 10, segv: 11 } as const;

/** Kinds of watchpoint by the type of their Z packet, and as stop replies call them. */
export const WATCH_KINDS = { 2: 'watch', 3: 'rwatch', 4: 'awatch' } as const;
export type WatchKind = (typeof WATCH_KINDS)[keyof typeof WATCH_KINDS];

/** Why nothing runs any more. */
export type Stop =
  | { readonly kind: 'signal'; readonly core: Machine; readonly signal: number; readonly message?: string }
  | { readonly kind: 'breakpoint'; readonly core: Machine; readonly hardware: boolean }
  /** Before the access is done: gdb steps over it, as it does where hardware stops so. */
  | { readonly kind: 'watchpoint'; readonly core: Machine; readonly watch: WatchKind; readonly address: bigint }
  /** All cores have halted; `ending` is how their program ended, where they run one. */
  | { readonly kind: 'exit'; readonly ending?: Ending };

/** Linux has SIGBUS as 7; the others that its faults raise have the same numbers. */
export function signalOfLinux(signal: number): number {
  return signal === 7 ? SIGNAL.bus : signal;
}

/** The signal that an operating system would make of an exception that nobody takes. */
export function signalOf(exception: Exception | undefined): number {
  switch (exception?.ec) {
    case EC.unknown: return SIGNAL.ill;
    case EC.instructionAbortLower: case EC.instructionAbortSame: return SIGNAL.segv;
    case EC.dataAbortLower: case EC.dataAbortSame:
      return (exception.iss & 0x3f) === FAULT_STATUS.alignment ? SIGNAL.bus : SIGNAL.segv;
    case EC.pcAlignment: case EC.spAlignment: return SIGNAL.bus;
    default: return SIGNAL.trap;
  }
}
