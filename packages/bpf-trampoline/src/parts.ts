import type { Parts } from '@tracelab/kernel';
import type { DefectId } from './defects/defect.js';
import { callBpfProg } from './routines/call-bpf-prog.js';
import { otherEnterExits, recurRoutines, type Guard } from './routines/enter-exit.js';
import { entryHandlers, exitHandler, justReturn } from './routines/fprobe-callbacks.js';
import { rcuReadLockTrace, rcuReadUnlockTrace, rcuReadUnlockTraceSpecial } from './routines/rcu-tasks-trace.js';
import { clockData, counter, schedClock } from './routines/sched-clock.js';
import { trampEnter, trampExit, trampImageRelease } from './routines/tramp-reference.js';

export interface TrampolineChoice {
  /** What the RFC did wrong and the callbacks shall do so, too; none unless stated. */
  readonly defects?: ReadonlySet<DefectId>;
  /** Protection around programs that is left out, to see what it costs; none unless stated. */
  readonly without?: ReadonlySet<Guard>;
}

/** What both invokers call, and the RFC's callbacks; the direct invoker's trampoline is generated when a program attaches. */
export function trampolineParts({ defects = new Set(), without = new Set() }: TrampolineChoice = {}): Parts {
  return {
    routines: [
      ...recurRoutines(without), trampEnter, trampExit, callBpfProg(defects), ...entryHandlers(defects), exitHandler(defects),
      justReturn, trampImageRelease, ...otherEnterExits(without), rcuReadLockTrace, rcuReadUnlockTrace, rcuReadUnlockTraceSpecial, schedClock, counter,
    ],
    data: [clockData],
  };
}

/** Without defects, with all protection. */
export const bpfTrampolineParts: Parts = trampolineParts();
