import type { Parts } from '@tracelab/kernel';
import { callBpfProg } from './routines/call-bpf-prog.js';
import { enterRecur, exitRecur, incMissesCounter, updateProgStats } from './routines/enter-exit.js';
import { fprobeEntry, fprobeEntryOnStack, fprobeExit } from './routines/fprobe-callbacks.js';
import { trampEnter, trampExit } from './routines/tramp-reference.js';

/** What both invokers call, and the RFC's callbacks; the direct invoker's trampoline is generated when a program attaches. */
export const bpfTrampolineParts: Parts = {
  routines: [
    enterRecur, exitRecur, updateProgStats, incMissesCounter, trampEnter, trampExit, callBpfProg, fprobeEntry, fprobeEntryOnStack,
    fprobeExit,
  ],
};
