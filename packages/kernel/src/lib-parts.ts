import { routinesIn, type Parts } from './routine.js';
import * as nofault from './routines/nofault.js';
import * as spinlock from './routines/spinlock.js';
import * as string from './routines/string.js';

/** Locks, memory and copies that may fault, for kernels with code that needs them. */
export const libParts: Parts = {
  routines: [spinlock, string, nofault].flatMap(routinesIn),
};
