import type { InOrderCore } from '../core.js';
import { assumed, derived, manual, measured } from '../provenance.js';
import {
  loads,
  nothing,
  on,
  pipelined,
  predictedBranches,
  rows,
  simpleInteger,
  stores,
  systemAccesses,
  withoutWork,
} from './class-rows.js';

const insnBench = (what: string): string => `insn_bench_aarch64, Cortex-A53: ${what}`;
const trm = (what: string): string => `Cortex-A53 technical reference manual, from memory: ${what}`;
const llvm = (what: string): string => `LLVM 14, AArch64SchedA53, as llvm-mca counts a chain: ${what}`;
const roundTrip =
  'L4Re, S32G2: system call round trip 230 cycles, half of it; holds a short kernel path, so an upper bound';

const alu = on('integer', assumed(1, llvm('add, clz, csel 1, two in a cycle'), 'medium'));
const shifted = on('integer', assumed(2, llvm('through the shifted operand 2, through the other 1'), 'medium'));
const multiply = on('multi', assumed(3, llvm('mul, umulh 3'), 'medium'));
const divide = on(
  'multi',
  assumed(4, 'LLVM 14, AArch64SchedA53: divide 4 at the least; the model sees no operands'),
  pipelined,
);
const branch = on('branch', assumed(1, 'LLVM 14, AArch64SchedA53: one branch pipe', 'medium'));
const load = on('load', measured(3, insnBench('ldr 3.0')));
const store = on('load', assumed(1, 'LLVM 14, AArch64SchedA53: one pipe for loads and stores', 'medium'));

/** Cortex-A53 as in the J722S and the S32G2: in order, two instructions in a cycle. */
export const cortexA53: InOrderCore = {
  name: 'cortex-a53',
  title: 'Arm Cortex-A53',
  discipline: 'in-order',
  features: ['crc32', 'simd'],

  frontEnd: {
    fetchBytes: assumed(16, 'as other cores of its generation; must feed two instructions in a cycle across branches'),
    dispatchWidth: manual(2, trm('dual issue of most instructions')),
    nopsPerCycle: assumed(2, 'no measurement; as other instructions'),
    fetchQueue: assumed(13, 'no measurement; a queue between fetch and decode is documented, its size is not'),
  },

  branches: {
    microTargets: {
      entries: assumed(1, 'no first level of targets is documented'),
      cycles: derived(3, insnBench('bl+ret 6.05, two taken branches')),
    },
    mainTargets: {
      sets: assumed(64, 'no size published'),
      ways: assumed(2, 'no size published'),
      perBlock: assumed(2, 'no measurement'),
      cycles: derived(3, insnBench('bl+ret 6.05, two taken branches')),
      secondConditional: assumed(0, 'no measurement'),
    },
    foundAtDecode: derived(
      3,
      insnBench('bl+ret 6.05; a direct branch that is not known costs what one that is does'),
      'low',
    ),
    indirect: derived(5, insnBench('blr+ret 8.04, of which ret 3')),
    indirectTargets: manual(256, trm('branch target address cache of 256 entries'), 'medium'),
    mispredict: assumed(8, 'LLVM 14, AArch64SchedA53: penalty 9, of which execution 1', 'medium'),
    returnStack: manual(8, trm('return stack of 8'), 'medium'),
    direction: {
      historyBits: assumed(10, 'TRM: global history; length not quoted'),
      tableBits: manual(12, trm('3072 entries, to the next power of two'), 'low'),
    },
  },

  window: {
    inFlight: assumed(16, 'two in each of eight stages'),
    retireWidth: manual(2, trm('dual issue')),
    stores: assumed(4, 'no measurement; a small store buffer is documented'),
  },

  queues: {
    integer: { ports: assumed(2, 'LLVM 14, AArch64SchedA53: two ALUs', 'medium') },
    multi: {
      ports: assumed(1, 'LLVM 14, AArch64SchedA53: one multiplier; the divider beside it is taken for the same'),
    },
    branch: { ports: assumed(1, 'LLVM 14, AArch64SchedA53: one branch pipe', 'medium') },
    load: { ports: assumed(1, 'LLVM 14, AArch64SchedA53: one pipe for loads and stores', 'medium') },
    store: { ports: assumed(1, 'not used: stores go down the pipe of the loads') },
    vector: { ports: assumed(1, 'no measurement') },
  },

  classes: {
    ...rows(simpleInteger, alu),
    'alu-shift': shifted,
    'alu-extend': shifted,
    'bitfield-insert': alu,
    extract: on('integer', assumed(3, llvm('extr 3'), 'low')),
    ...rows(['mul32', 'mul64', 'mul-wide', 'mul-high', 'crc'], multiply),
    ...rows(['div32', 'div64'], divide),

    ...rows(predictedBranches, branch),
    'branch-link-register': branch,

    ...rows(loads, load),
    'load-register-offset': load,
    prefetch: on('load', assumed(1, 'holds the pipe for a cycle and gives no result')),
    ...rows(stores, store),

    ...rows(withoutWork, nothing),
    pauth: nothing, // ARMv8.0: hints
    ...rows(systemAccesses, alu),

    'simd-load': load,
    'simd-load-pair': load,
    'simd-move': on('vector', assumed(4, 'LLVM 14, AArch64SchedA53: FPALU 4 to 6')),
    'simd-transfer': on('vector', assumed(4, 'LLVM 14, AArch64SchedA53: FPALU 4 to 6')),
  },

  multiply: {
    addendLate: assumed(1, llvm('madd through the addend 2 instead of 3'), 'medium'),
  },

  loads: {
    pairSecond: assumed(1, 'LLVM 14, AArch64SchedA53: ldp X holds the pipe for two cycles'),
    crossing: assumed(8, 'no measurement; a 64-bit load path'),
    pairCrossing: assumed(8, 'LLVM 14, AArch64SchedA53: ldp X holds the pipe for two cycles'),
    crossingLatency: assumed(0, 'the first register of a pair is not late'),
  },

  stores: {
    granuleBytes: measured(16, insnBench('stp 1 per cycle')),
    dataLate: derived(1, insnBench('str to ldr 3.0 with ldr 3.0 behind it on the same pipe'), 'medium'),
    baseUpdates: assumed(1, 'the address pipe does it'),
    forwarding: {
      contained: derived(3, insnBench('str to ldr 3.0')),
      lowerMissing: assumed(8, 'no measurement; the load waits until the store has written'),
      upperMissing: assumed(6, 'no measurement'),
      bothCross16: assumed(1, 'as the Cortex-A72'),
      bothCross64: assumed(2, 'as the Cortex-A72'),
    },
  },

  memory: {
    lineBytes: manual(64, trm('lines of 64 bytes')),
    instruction: {
      bytes: manual(32 * 1024, trm('8 to 64 KB; 32 KB in most chips'), 'medium'),
      ways: manual(2, trm('two ways'), 'medium'),
      lineFromL2: assumed(17, 'as the Cortex-A72 less the shorter way to L2'),
      lineFromDram: assumed(150, 'no measurement'),
    },
    data: {
      bytes: manual(32 * 1024, trm('8 to 64 KB; 32 KB in most chips'), 'medium'),
      ways: manual(4, trm('four ways'), 'medium'),
      missesInFlight: manual(3, trm('three outstanding linefills'), 'low'),
    },
    prefetch: {
      streams: manual(4, trm('data prefetch on up to four streams'), 'low'),
      distance: assumed(1, 'as the Cortex-A72'),
    },
    l2: {
      bytes: assumed(512 * 1024, 'J722S'),
      ways: manual(16, trm('sixteen ways'), 'medium'),
    },
    l2Latency: assumed(15, 'no measurement'),
    dramLatency: assumed(150, 'no measurement; some 110 ns at 1.4 GHz'),
    tlb: {
      data: manual(10, trm('micro TLB of 10 entries'), 'medium'),
      instruction: manual(10, trm('micro TLB of 10 entries'), 'medium'),
      secondLevel: assumed(3, 'no measurement'),
      second: { entries: manual(512, trm('512 entries'), 'medium'), ways: manual(4, trm('four ways'), 'medium') },
      walk: assumed(30, 'two accesses to L2'),
    },
  },

  ordering: {
    performed: assumed(10, 'no measurement; shorter than on the Cortex-A72, as nothing younger is under way'),
    exclusiveLoad: assumed(0, 'as the Cortex-A72'),
    exclusiveSpeculates: assumed(1, 'issue is in order: nothing older is left to go wrong but a branch'),
  },

  systemRegisters: {
    renamed: [],
    flushing: ['spsel', 'sctlr_el1', 'ttbr0_el1', 'ttbr1_el1', 'tcr_el1', 'pan', 'uao', 'daif'],
    source: 'assumed: an in-order core renames none, and keeps ELR, SPSR and SP_EL0 in order without fetching again',
    readLatency: assumed(1, 'no measurement'),
    writeLatency: assumed(1, 'no measurement'),
  },

  flushes: {
    refetch: assumed(8, 'refetch as after a mispredicted branch'),
    exceptionEntry: derived(107, roundTrip, 'low'),
    exceptionReturn: derived(107, roundTrip, 'low'),
  },
};
