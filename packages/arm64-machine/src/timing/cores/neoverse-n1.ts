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

const insnBench = (what: string): string => `insn_bench_aarch64, Graviton2: ${what}`;
const trm = (what: string): string => `Neoverse N1 technical reference manual, from memory: ${what}`;
const guide = (what: string): string => `Neoverse N1 software optimisation guide, from memory: ${what}`;
const roundTrip =
  'L4Re, Altra: system call round trip 142 cycles, half of it; holds a short kernel path, so an upper bound';

const simple = on('integer', manual(1, guide('ALU 1'), 'medium'));
const shifted = on('multi', manual(2, guide('shifts other than by a little left 2 on M'), 'medium'));
const branch = on('branch', manual(1, guide('B 1'), 'medium'));
const load = on('load', measured(4, insnBench('ldr 4')));
const store = on('store', manual(1, guide('one store in a cycle'), 'low'));
const atomic = on('store', derived(12, insnBench('ldaddal 13, less the cycle between completion and retirement')));

/** Neoverse N1 as in Graviton2 and Altra. */
export const neoverseN1: OutOfOrderCore = {
  name: 'neoverse-n1',
  title: 'Arm Neoverse N1',
  discipline: 'out-of-order',
  features: ['crc32', 'lse', 'simd'],

  frontEnd: {
    fetchBytes: manual(16, guide('fetch and decode of 4 instructions'), 'medium'),
    dispatchWidth: manual(4, guide('decode 4 in a cycle'), 'medium'),
    nopsPerCycle: assumed(4, 'no measurement; as other instructions'),
    fetchQueue: assumed(32, 'no measurement'),
  },

  branches: {
    microTargets: {
      entries: assumed(16, 'a first level of some 16 targets without a bubble is known of this family'),
      cycles: assumed(1, 'a first level of some 16 targets without a bubble is known of this family'),
    },
    mainTargets: {
      sets: assumed(1024, 'some 6000 entries; arranged as 1024 sets x 4 blocks x 2 branches'),
      ways: assumed(4, 'associativity not published'),
      perBlock: assumed(2, 'as the Cortex-A72'),
      cycles: derived(3, insnBench('bl+ret 6.26, two taken branches')),
      secondConditional: assumed(0, 'no measurement'),
    },
    foundAtDecode: assumed(6, 'as the Cortex-A72'),
    indirect: derived(9, insnBench('blr+ret 10.34, of which the one ret 1, from the first level')),
    indirectTargets: assumed(256, 'as the Cortex-A72'),
    mispredict: assumed(10, 'a pipeline of 11 stages, less the one that executes'),
    returnStack: assumed(16, 'size not published'),
    direction: {
      historyBits: assumed(16, 'size not published'),
      tableBits: assumed(14, 'size not published'),
    },
  },

  window: {
    reorderBuffer: manual(128, 'Arm at Hot Chips 2019, from memory: 128 instructions', 'medium'),
    retireWidth: assumed(8, 'as wide as dispatch of micro-operations'),
    integerRegisters: assumed(88, 'physical registers not published'),
    vectorRegisters: assumed(96, 'physical registers not published'),
    flags: assumed(39, 'not published'),
    loads: assumed(56, 'not published'),
    stores: assumed(44, 'not published'),
    branches: assumed(48, 'not published'),
  },

  queues: {
    integer: {
      entries: assumed(48, 'three queues of 16'),
      ports: measured(3, insnBench('add 3 per cycle; the third is the multi-cycle pipe, which the model has as well')),
    },
    multi: { entries: assumed(16, 'a queue of 16'), ports: manual(1, guide('one multi-cycle pipe'), 'medium') },
    branch: { entries: assumed(16, 'a queue of 16'), ports: manual(1, guide('one branch pipe'), 'medium') },
    load: { entries: assumed(12, 'a queue of 12 for each pipe'), ports: measured(2, insnBench('ldr 2 per cycle')) },
    store: { entries: assumed(12, 'a queue of 12'), ports: manual(1, guide('one store-data pipe'), 'low') },
    vector: { entries: assumed(32, 'two queues of 16'), ports: manual(2, guide('V0, V1'), 'medium') },
  },

  classes: {
    ...rows(simpleInteger, simple),
    'alu-shift': shifted,
    'alu-extend': shifted,
    'bitfield-insert': shifted,
    extract: on('multi', manual(3, guide('EXTR of two registers 3'), 'low')),
    mul32: on('multi', manual(2, guide('MUL W 2'), 'medium')),
    mul64: on(
      'multi',
      manual(4, guide('MUL X 4, one in 3 cycles'), 'medium'),
      manual(3, guide('MUL X 4, one in 3 cycles'), 'medium'),
    ),
    'mul-wide': on('multi', manual(2, guide('SMULL, UMULL 2'), 'medium')),
    'mul-high': on(
      'multi',
      manual(5, guide('UMULH 5, one in 4 cycles'), 'medium'),
      manual(4, guide('UMULH 5, one in 4 cycles'), 'medium'),
    ),
    div32: on(
      'multi',
      manual(8, guide('divide W 5 to 12, the middle'), 'low'),
      manual(8, guide('not pipelined'), 'low'),
    ),
    div64: on(
      'multi',
      manual(12, guide('divide X 5 to 20, the middle'), 'low'),
      manual(12, guide('not pipelined'), 'low'),
    ),
    crc: on('multi', manual(2, guide('CRC 2'), 'medium')),

    ...rows(predictedBranches, branch),
    'branch-link-register': branch,

    ...rows(loads, load),
    'load-register-offset': load,
    prefetch: on('load', assumed(1, 'holds a load port for a cycle and gives no result')),
    ...rows(stores, store),
    ...rows(atomics, atomic),

    ...rows(withoutWork, nothing),
    pauth: nothing, // ARMv8.2: hints
    ...rows(systemAccesses, simple),

    'simd-load': on('load', manual(5, guide('vector load 5'), 'medium')),
    'simd-load-pair': on('load', manual(5, guide('vector load 5'), 'medium')),
    'simd-move': on('vector', manual(2, guide('vector logic 2'), 'medium')),
    'simd-transfer': on('vector', manual(3, guide('between register files 3 and 2'), 'low')),
  },

  multiply: {
    addendLate: manual(1, guide('multiply-accumulate: W 2 or 1 through the addend'), 'medium'),
  },

  loads: {
    pairSecond: assumed(0, 'a 128-bit load path'),
    crossing: assumed(64, 'as the Cortex-A72'),
    pairCrossing: assumed(64, 'no measurement; better than the Cortex-A72'),
    crossingLatency: assumed(1, 'as the Cortex-A72'),
  },

  stores: {
    granuleBytes: assumed(
      16,
      'a 128-bit store path; insn_bench lists 0.33 stp per cycle, and 1.99 for the Neoverse V1',
    ),
    dataLate: manual(0, guide('the data of a store are a micro-operation of their own'), 'medium'),
    baseUpdates: manual(1, guide('one micro-operation on I'), 'medium'),
    forwarding: {
      contained: derived(6, insnBench('str to ldr 5.5, rounded as the 6.53 of the Cortex-A72 is')),
      lowerMissing: assumed(7, 'as the Cortex-A72, less what forwarding is faster'),
      upperMissing: assumed(10, 'as the Cortex-A72'),
      bothCross16: assumed(1, 'as the Cortex-A72'),
      bothCross64: assumed(2, 'as the Cortex-A72'),
    },
  },

  memory: {
    lineBytes: manual(64, trm('lines of 64 bytes')),
    instruction: {
      bytes: manual(64 * 1024, trm('64 KB')),
      ways: manual(4, trm('four ways')),
      lineFromL2: assumed(11, 'no measurement; the latency of L2'),
      lineFromDram: assumed(59, 'as the Cortex-A72'),
    },
    data: {
      bytes: manual(64 * 1024, trm('64 KB')),
      ways: manual(4, trm('four ways')),
      missesInFlight: assumed(20, 'no measurement'),
    },
    prefetch: {
      streams: assumed(8, 'as the Cortex-A72'),
      distance: assumed(1, 'as the Cortex-A72'),
    },
    l2: { bytes: manual(1024 * 1024, 'Graviton2'), ways: manual(8, trm('eight ways')) },
    l2Latency: manual(11, 'Arm at Hot Chips 2019, from memory: 9 to 11 cycles', 'medium'),
    dramLatency: assumed(240, 'no measurement; some 96 ns at 2.5 GHz'),
    tlb: {
      data: manual(48, trm('48 entries'), 'medium'),
      instruction: manual(48, trm('48 entries'), 'medium'),
      secondLevel: assumed(5, 'no measurement'),
      second: { entries: manual(1280, trm('1280 entries'), 'medium'), ways: manual(5, trm('five ways'), 'medium') },
      walk: assumed(22, 'two accesses to L2'),
    },
  },

  ordering: {
    performed: derived(12, insnBench('as ldaddal: an ordered access as the oldest instruction'), 'low'),
    exclusiveLoad: assumed(0, 'as the Cortex-A72'),
    exclusiveSpeculates: assumed(0, 'as the Cortex-A72'),
  },

  systemRegisters: {
    renamed: ['nzcv', 'sp_el0', 'sp_el1', 'sp_el2'],
    flushing: ['spsel', 'sctlr_el1', 'ttbr0_el1', 'ttbr1_el1', 'tcr_el1', 'pan', 'uao', 'daif'],
    source:
      'assumed: as the Cortex-A72, less ELR, SPSR and SP_EL0, as a round trip of 142 cycles leaves no room for those',
    readLatency: assumed(3, 'as the Cortex-A72'),
    writeLatency: assumed(3, 'as the Cortex-A72'),
  },

  flushes: {
    refetch: assumed(10, 'refetch as after a mispredicted branch'),
    exceptionEntry: derived(61, roundTrip, 'low'),
    exceptionReturn: derived(61, roundTrip, 'low'),
  },
};
