import type { OutOfOrderCore } from '../core.js';
import { assumed, derived, manual, measured } from '../provenance.js';
import {
  atomics,
  loads,
  nothing,
  on,
  predictedBranches,
  rows,
  simpleInteger,
  stores,
  systemAccesses,
  withoutWork,
} from './class-rows.js';

const insnBench = (what: string): string => `insn_bench_aarch64, M1: ${what}`;
const johnson = (what: string): string => `D. Johnson, Firestorm overview, from memory: ${what}`;

const simple = on('integer', assumed(1, johnson('ALU 1'), 'medium'));
const shifted = on('integer', assumed(2, johnson('shifted operand 2'), 'medium'));
const multiply = on('multi', assumed(3, johnson('multiply 3'), 'medium'));
const divide = on(
  'multi',
  assumed(8, johnson('divide 7 to 9, one in 2 cycles')),
  assumed(2, johnson('divide 7 to 9, one in 2 cycles')),
);
const branch = on('branch', assumed(1, johnson('branch 1'), 'medium'));
const load = on('load', measured(3, insnBench('ldr 3')));
const store = on('store', derived(1, insnBench('stp 2 per cycle')));
const atomic = on(
  'store',
  derived(20, insnBench('casal 21, ldaddal 22, less the cycle between completion and retirement')),
);

/** The large core of Apple's M1. */
export const firestorm: OutOfOrderCore = {
  name: 'firestorm',
  title: 'Apple M1 Firestorm',
  discipline: 'out-of-order',
  features: ['crc32', 'lse', 'pauth', 'simd'],

  frontEnd: {
    fetchBytes: assumed(32, 'what decode takes in a cycle'),
    dispatchWidth: assumed(8, johnson('8 in a cycle'), 'medium'),
    nopsPerCycle: assumed(8, johnson('8 in a cycle'), 'medium'),
    fetchQueue: assumed(64, 'no measurement'),
  },

  branches: {
    microTargets: {
      entries: assumed(1024, 'no size published; the pairs of insn_bench fit'),
      cycles: derived(1, insnBench('bl+ret 2.01, two taken branches')),
    },
    mainTargets: {
      sets: assumed(1024, 'no size published'),
      ways: assumed(4, 'no size published'),
      perBlock: assumed(4, 'no measurement'),
      cycles: assumed(3, 'no measurement'),
      secondConditional: assumed(0, 'no measurement'),
    },
    foundAtDecode: assumed(6, 'as the Cortex-A72'),
    indirect: derived(1, insnBench('blr+ret 2.01, two taken branches')),
    indirectTargets: assumed(1024, 'no measurement'),
    mispredict: assumed(13, johnson('some 13 to 14')),
    returnStack: assumed(32, 'no measurement; next power of two above the Cortex-A72'),
    direction: {
      historyBits: assumed(18, 'size not published'),
      tableBits: assumed(15, 'size not published'),
    },
  },

  window: {
    reorderBuffer: assumed(630, johnson('about 630'), 'medium'),
    retireWidth: assumed(16, johnson('more than dispatch')),
    integerRegisters: assumed(354, johnson('about 380 physical'), 'medium'),
    vectorRegisters: assumed(384, johnson('about 430 physical'), 'medium'),
    flags: assumed(128, johnson('about 128'), 'medium'),
    loads: assumed(130, johnson('about 130'), 'medium'),
    stores: assumed(60, johnson('about 60'), 'medium'),
    branches: assumed(144, johnson('about 144')),
  },

  queues: {
    integer: {
      entries: assumed(140, johnson('six queues, 24 on average')),
      ports: measured(6, insnBench('add 6 per cycle')),
    },
    multi: {
      entries: assumed(40, johnson('two of the six pipes; the model has them as well')),
      ports: assumed(2, johnson('multiply 2 per cycle')),
    },
    branch: { entries: assumed(24, 'as an integer queue'), ports: assumed(2, johnson('two branches, one taken')) },
    load: {
      entries: assumed(48, johnson('48 for loads and stores')),
      ports: measured(3, insnBench('ldr 3 per cycle')),
    },
    store: {
      entries: assumed(48, johnson('48 for loads and stores')),
      ports: derived(2, insnBench('stp 2 per cycle')),
    },
    vector: { entries: assumed(140, johnson('four queues of 36')), ports: assumed(4, johnson('four'), 'medium') },
  },

  classes: {
    ...rows(simpleInteger, simple),
    'alu-shift': shifted,
    'alu-extend': shifted,
    'bitfield-insert': on('multi', assumed(1, johnson('bfm 1'))),
    extract: on('integer', assumed(2, 'no measurement')),
    ...rows(['mul32', 'mul64', 'mul-wide', 'mul-high', 'crc'], multiply),
    ...rows(['div32', 'div64'], divide),

    ...rows(predictedBranches, branch),
    'branch-link-register': branch,

    ...rows(loads, load),
    'load-register-offset': load,
    prefetch: on('load', assumed(1, 'holds a load port for a cycle and gives no result')),
    ...rows(stores, store),
    ...rows(atomics, atomic),

    ...rows(withoutWork, nothing),
    pauth: on('multi', assumed(7, johnson('pac and aut 7'), 'low')),
    ...rows(systemAccesses, simple),

    'simd-load': on('load', assumed(5, 'no measurement')),
    'simd-load-pair': on('load', assumed(5, 'no measurement')),
    'simd-move': on('vector', assumed(2, johnson('vector logic 2'), 'medium')),
    'simd-transfer': on('vector', assumed(5, 'no measurement')),
  },

  multiply: {
    addendLate: assumed(2, johnson('madd 3 or 1 through the addend')),
  },

  loads: {
    pairSecond: assumed(0, 'a 128-bit load path'),
    crossing: assumed(64, 'as the Cortex-A72'),
    pairCrossing: assumed(64, 'no measurement'),
    crossingLatency: assumed(1, 'as the Cortex-A72'),
  },

  stores: {
    granuleBytes: derived(16, insnBench('stp 2 per cycle')),
    dataLate: assumed(0, 'the data of a store are a micro-operation of their own'),
    baseUpdates: assumed(1, 'as the Cortex-A72'),
    forwarding: {
      contained: derived(6, insnBench('str to ldr 5.82')),
      lowerMissing: assumed(7, 'as the Cortex-A72, less what forwarding is faster'),
      upperMissing: assumed(10, 'as the Cortex-A72'),
      bothCross16: assumed(1, 'as the Cortex-A72'),
      bothCross64: assumed(2, 'as the Cortex-A72'),
    },
  },

  memory: {
    lineBytes: manual(128, 'sysctl hw.cachelinesize', 'medium'),
    instruction: {
      bytes: manual(192 * 1024, 'sysctl hw.perflevel0.l1icachesize'),
      ways: assumed(6, 'associativity not published'),
      lineFromL2: assumed(18, 'no measurement; the latency of L2'),
      lineFromDram: assumed(100, 'no measurement'),
    },
    data: {
      bytes: manual(128 * 1024, 'sysctl hw.perflevel0.l1dcachesize'),
      ways: assumed(8, 'associativity not published'),
      missesInFlight: assumed(32, 'no measurement'),
    },
    prefetch: {
      streams: assumed(8, 'as the Cortex-A72'),
      distance: assumed(1, 'as the Cortex-A72'),
    },
    l2: {
      bytes: manual(12 * 1024 * 1024, 'sysctl hw.perflevel0.l2cachesize'),
      ways: assumed(12, 'associativity not published'),
    },
    l2Latency: assumed(18, 'no measurement quoted'),
    dramLatency: assumed(310, 'no measurement quoted; some 97 ns at 3.2 GHz'),
    tlb: {
      data: assumed(160, 'no measurement quoted'),
      instruction: assumed(192, 'no measurement quoted'),
      secondLevel: assumed(7, 'as the Cortex-A72'),
      second: { entries: assumed(3072, johnson('3072 entries')), ways: assumed(12, 'associativity not published') },
      walk: assumed(36, 'two accesses to L2'),
    },
  },

  ordering: {
    performed: derived(20, insnBench('as casal: an ordered access as the oldest instruction'), 'low'),
    exclusiveLoad: assumed(0, 'as the Cortex-A72'),
    exclusiveSpeculates: assumed(0, 'as the Cortex-A72'),
  },

  systemRegisters: {
    renamed: ['nzcv', 'sp_el0', 'sp_el1', 'sp_el2'],
    flushing: ['spsel', 'sctlr_el1', 'ttbr0_el1', 'ttbr1_el1', 'tcr_el1', 'pan', 'uao', 'daif'],
    source: 'assumed: as the Neoverse N1',
    readLatency: assumed(3, 'as the Cortex-A72'),
    writeLatency: assumed(3, 'as the Cortex-A72'),
  },

  flushes: {
    refetch: assumed(13, 'refetch as after a mispredicted branch'),
    exceptionEntry: assumed(58, 'no measurement; as the Neoverse N1'),
    exceptionReturn: assumed(58, 'no measurement; as the Neoverse N1'),
  },
};
