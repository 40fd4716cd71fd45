import type { Measurement } from '../measurement.js';
import { cortexA53 } from './cortex-a53.js';
import { cortexA72 } from './cortex-a72.js';
import { measurements as cortexA72Measurements } from './cortex-a72.measurements.js';
import { firestorm } from './firestorm.js';
import { listed } from './listed.measurements.js';
import { neoverseN1 } from './neoverse-n1.js';

/** Every timing that was published for a core and that a short text shows, by the core's name. */
export const measurements: Readonly<Record<string, readonly Measurement[]>> = {
  [cortexA72.name]: cortexA72Measurements,
  [cortexA53.name]: listed('insn_bench_aarch64, Cortex-A53', {
    ldr: { latency: 3 },
    stpPerCycle: 1,
    strToLdr: 3,
    blRet: 6.05,
    blrRet: 8.04,
  }),
  [neoverseN1.name]: listed(
    'insn_bench_aarch64, Graviton2',
    {
      ldr: { latency: 4, perCycle: 2 },
      stpPerCycle: 0.33,
      strToLdr: 5.5,
      blRet: 6.26,
      blrRet: 10.34,
      casal: 14,
      ldaddal: 13,
      addPerCycle: 3,
    },
    {
      'stp, throughput':
        'the list has 0.33 per cycle here and 1.99 for the Neoverse V1, with the same store path; three cycles for a pair ' +
        'are taken for a slip of the list',
    },
  ),
  [firestorm.name]: listed('insn_bench_aarch64, M1', {
    ldr: { latency: 3, perCycle: 3 },
    stpPerCycle: 2,
    strToLdr: 5.82,
    blRet: 2.01,
    blrRet: 2.01,
    casal: 21,
    ldaddal: 22,
    addPerCycle: 6,
  }),
};
