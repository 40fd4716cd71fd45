import { data, routinesIn, type Parts } from './routine.js';
import * as abort from './routines/abort.js';
import * as extable from './routines/extable.js';

/** fault_info by status code (Arm ARM D13.2.37, DFSC): translation and permission faults of all levels; the rest is fatal. */
const handlers = Array.from({ length: 64 }, (_, code) => {
  const translation = code >= 4 && code <= 7;
  const permission = code >= 13 && code <= 15;
  return `.quad ${translation || permission ? 'do_translation_fault' : 'do_bad'}`;
});

/**
 * Data aborts of the kernel's own code, and its exception tables: who links it has faulting loads that know what to do.
 * search_bpf_extables() is that of whoever has BPF programs. Without it, an abort stops the machine.
 */
export const abortParts: Parts = {
  routines: [...routinesIn(abort), ...routinesIn(extable)],
  data: [data('fault_info', handlers.join('\n'))],
};
