import { routinesIn, type Parts } from '@tracelab/kernel';
import * as bsearch from './bsearch.js';
import * as handler from './handler.js';
import * as helpers from './helpers.js';

/** Linked beside the trampolines and @tracelab/bpf's helpers, in kernels that run programs of one's own. Needs kprobe's bpf_prog_active. */
export const kprobeMultiParts: Parts = { routines: [bsearch, handler, helpers].flatMap(routinesIn) };
