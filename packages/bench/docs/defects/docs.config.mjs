// What is wrong with the RFC, and what its callbacks could be instead: tables of packages/bpf-trampoline/README.md.
import { cortexA72 } from '@tracelab/arm64-machine';
import { triggerObject } from '@tracelab/bpf';
import { defectsTable, readBenchObject, trampolineVariantsTable } from '../../dist/index.js';

export default {
  'trampoline-defects': () => defectsTable(cortexA72.name),
  'trampoline-variants': () => trampolineVariantsTable(cortexA72.name, readBenchObject(triggerObject)),
};
