import { assemble } from '@tracelab/arm64-machine';
import { testAgainstGnuAs } from '@tracelab/testing';
import { baseLoop, baseParts, baseThreads, kernelParts, nullSystemCallLoop, sources, tracedLoop, tracedThreads } from '../src/index.js';

/** What mitigations add, or change the text of. */
const MITIGATED = ['__bp_harden_el1_vectors', 'el0t_64_sync', 'ret_to_user'];

testAgainstGnuAs(assemble, [
  ...sources([baseParts]),
  ...sources([kernelParts('bhb+ssbd', 'cortex-a72')])
    .filter(({ name }) => MITIGATED.includes(name))
    .map(({ name, source }) => ({ name: `${name}, mitigated`, source })),
  { name: 'the base loop', source: baseLoop.text },
  { name: 'the traced loop', source: tracedLoop.text },
  { name: 'the base loop of several threads', source: baseThreads(2).text },
  { name: 'the traced loop of several threads', source: tracedThreads(2).text },
  { name: 'the loop of lat_syscall', source: nullSystemCallLoop.text },
]);
