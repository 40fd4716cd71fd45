import type { ClassTiming, OutOfOrderCore } from '../core.js';
import { assumed, derived, fitted, manual, measured } from '../provenance.js';
import {
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

const insnBench = (what: string): string => `insn_bench_aarch64, LX2160A: ${what}`;
const chips = (what: string): string => `Chips and Cheese, Graviton 1, Nov 2023: ${what}`;
const guide = (what: string): string => `Cortex-A72 software optimisation guide (UAN 0016A), as quoted: ${what}`;

const simple = on('integer', measured(1, insnBench('add, sub, logic, mov, ubfx, rev, clz, csel, ccmp 1 cycle')));
const shifted = on('multi', measured(2, insnBench('shifted-register operand, bfi, bfxil 2 cycles, 1 per cycle')));
const branch = on('branch', manual(1, guide('B on the branch pipe, 1 cycle')));
const load = on('load', measured(4, insnBench('ldr imm 4 cycles, 1 per cycle')));
const store = on('store', manual(1, guide('STR on S, 1 per cycle')));
const divide = (cycles: number, source: string): ClassTiming => {
  const latency = derived(cycles, `${source}; the divider exits early, the model sees no operands`);
  return on('multi', latency, latency);
};

/** Cortex-A72 as in the BCM2711 (Raspberry Pi 4), the LX2160A and Graviton 1. */
export const cortexA72: OutOfOrderCore = {
  name: 'cortex-a72',
  title: 'Arm Cortex-A72',
  discipline: 'out-of-order',
  features: ['crc32', 'simd'],

  frontEnd: {
    fetchBytes: measured(16, chips('L1I 16 B per cycle')),
    dispatchWidth: measured(3, chips('decode, rename, dispatch 3 per cycle')),
    nopsPerCycle: measured(1, chips('1 NOP per cycle')),
    fetchQueue: assumed(32, 'no measurement; enough to hide a taken branch behind a busy store port'),
  },

  branches: {
    microTargets: {
      entries: measured(64, chips('64-entry micro-BTB')),
      cycles: measured(2, chips('taken branch 2 cycles from the micro-BTB')),
    },
    mainTargets: {
      sets: derived(512, chips('main BTB of about 4096 entries; arranged as 512 sets x 4 blocks x 2 branches')),
      ways: assumed(4, 'associativity not published'),
      perBlock: derived(2, insnBench('b to pc+4 4.62 = (3.02 + 6.2) / 2: of four in 16 bytes two are known')),
      cycles: measured(3, insnBench('b taken 3.02; Chips and Cheese: main BTB 3 cycles')),
      secondConditional: derived(1, insnBench('cbz taken 3.52 against b 3.02, two in each 16 bytes'), 'low'),
    },
    foundAtDecode: derived(6, insnBench('b to pc+4 4.62 = (3.02 + 6.2) / 2')),
    indirect: derived(9, insnBench('blr+ret 11.98, of which ret 3')),
    indirectTargets: measured(256, chips('about 256 indirect targets in total')),
    mispredict: derived(14, insnBench('cbz to pc+4 9.82 = (3.52 + 16.1) / 2, less issue and execution; LLVM says 14')),
    returnStack: measured(31, chips('return stack of about 31'), 'medium'),
    direction: {
      historyBits: assumed(12, 'TRM: 2-level global predictor; size not published'),
      tableBits: assumed(13, 'size not published'),
    },
  },

  window: {
    reorderBuffer: measured(128, chips('ROB 128')),
    retireWidth: assumed(3, 'as wide as dispatch'),
    integerRegisters: measured(64, chips('64 integer renames')),
    vectorRegisters: measured(126, chips('FP renames >= 126')),
    flags: measured(25, chips('25 to 26 flag renames')),
    loads: measured(32, chips('load queue 32')),
    stores: measured(15, chips('store queue 15')),
    branches: measured(39, chips('branch buffer 39')),
  },

  queues: {
    integer: {
      entries: measured(16, chips('two simple ALU queues of 8')),
      ports: measured(2, insnBench('add 2 per cycle')),
    },
    multi: {
      entries: measured(8, chips('multi-cycle queue 8')),
      ports: measured(1, insnBench('shifted operand 1 per cycle')),
    },
    branch: { entries: measured(10, chips('branch queue 10')), ports: manual(1, guide('one branch pipe')) },
    load: { entries: measured(8, chips('load queue 8')), ports: measured(1, insnBench('ldr 1 per cycle')) },
    store: { entries: measured(8, chips('store queue 8')), ports: measured(1, insnBench('str 0.99 per cycle')) },
    vector: { entries: measured(16, chips('two FP queues of 8')), ports: manual(2, guide('F0, F1')) },
  },

  classes: {
    ...rows(simpleInteger, simple),
    'alu-shift': shifted,
    'alu-extend': on('multi', manual(2, guide('ALU with extend 2/1 on M'))),
    'bitfield-insert': shifted,
    extract: on('multi', assumed(3, 'EXTR with two registers, as on the Cortex-A57')),
    mul32: on('multi', measured(3, 'lmbench, TI J721E at 2 GHz: int mul 1.52 ns')),
    mul64: on('multi', measured(5, insnBench('mul X 5')), measured(3, insnBench('mul X 0.33 per cycle'))),
    'mul-wide': on('multi', measured(3, insnBench('smull, umull 3/1'))),
    'mul-high': on('multi', measured(6, insnBench('umulh 6')), measured(4, insnBench('umulh 0.25 per cycle'))),
    div32: divide(8, 'lmbench, TI J721E at 2 GHz: int div 4.00 ns'),
    div64: divide(6, 'lmbench, TI J721E at 2 GHz: int64 div 3.00 ns'),
    crc: on('multi', assumed(3, 'as a multiply')),

    ...rows(predictedBranches, branch),
    'branch-link-register': on('branch', manual(2, guide('BLR 2 on I and B'))),

    ...rows(loads, load),
    'load-register-offset': on('load', measured(5, insnBench('ldr with register offset 5'))),
    prefetch: on('load', assumed(1, 'holds the load port for a cycle and gives no result')),
    ...rows(stores, store),

    ...rows(withoutWork, nothing),
    pauth: nothing, // ARMv8.0: hints
    ...rows(systemAccesses, simple),

    'simd-load': on('load', manual(5, guide('FP and SIMD load 5'), 'medium')),
    'simd-load-pair': on('load', manual(5, guide('FP and SIMD load pair 5 and 6'), 'medium')),
    'simd-move': on('vector', assumed(3, 'as SIMD logic')),
    'simd-transfer': on('load', assumed(5, 'between register files, as on the Cortex-A57')),
  },

  multiply: {
    addendLate: manual(2, guide('multiply-accumulate: W 3 or 1 through the addend, X 5 or 3')),
  },

  loads: {
    pairSecond: measured(1, insnBench('ldp 4, second register 5')),
    crossing: measured(64, chips('load crossing 64 B half rate')),
    pairCrossing: derived(16, insnBench('unaligned ldp 0.5 per cycle, with a 16-byte load path')),
    crossingLatency: measured(1, insnBench('unaligned ldp 5 against 4')),
  },

  stores: {
    granuleBytes: measured(8, chips('64-bit store data path; store crossing 8 B half rate; stp X 0.49 per cycle')),
    dataLate: manual(0, guide('the data of a store are a micro-operation of their own')),
    baseUpdates: manual(1, guide('one micro-operation on I'), 'medium'),
    forwarding: {
      contained: measured(7, `${insnBench('str to ldr 6.53, stp to ldp 6.98')}; Chips and Cheese: 7`),
      lowerMissing: measured(8, insnBench('offset mismatch 7.84 (8 to 0)')),
      upperMissing: derived(10, insnBench('offset mismatch 14.01 (0 to 8), of which 4 until that store is written')),
      bothCross16: measured(1, chips('+1 to 2 where both cross 16 B')),
      bothCross64: measured(2, chips('+2 to 3 where both cross 64 B')),
    },
  },

  memory: {
    lineBytes: manual(64, 'TRM'),
    instruction: {
      bytes: manual(48 * 1024, 'TRM'),
      ways: manual(3, 'TRM'),
      lineFromL2: derived(26, chips('fetch IPC 0.61 from L2: 16 instructions in 26 cycles')),
      lineFromDram: derived(59, chips('fetch IPC 0.27 from memory')),
    },
    data: {
      bytes: manual(32 * 1024, 'TRM'),
      ways: manual(2, 'TRM'),
      missesInFlight: measured(6, chips('6 L1D misses in flight')),
    },
    prefetch: {
      streams: assumed(8, 'no measurement'),
      distance: derived(1, 'lmbench, TI J721E: stride 128 at 11.14 cycles, half of what L2 takes', 'low'),
    },
    l2: { bytes: manual(1024 * 1024, 'BCM2711'), ways: manual(16, 'TRM') },
    l2Latency: measured(21, chips('L2 21.10 cycles')),
    dramLatency: measured(212, chips('92.07 ns at 2.3 GHz, huge pages'), 'medium'),
    tlb: {
      data: measured(32, chips('L1 data TLB 32')),
      instruction: measured(48, chips('L1 instruction TLB 48')),
      secondLevel: measured(7, chips('+7 cycles on an L2 TLB hit')),
      second: { entries: measured(1024, chips('L2 TLB 1024')), ways: measured(4, chips('L2 TLB 4-way')) },
      walk: derived(161, chips('DRAM 373 cycles with 4 KB pages, 212 with huge ones'), 'low'),
    },
  },

  ordering: {
    performed: fitted(
      21,
      'five LL/SC of a pool get and put, one DMB ISH, one LDAR, one STLR: 190 to 225 cycles (cortex-a72.fit.ts)',
    ),
    exclusiveLoad: assumed(0, 'the fit puts the whole cost into the ordered access'),
    exclusiveSpeculates: assumed(
      0,
      'it changes the monitor, and on a wrong path it would break a pair that is under way',
    ),
  },

  systemRegisters: {
    renamed: ['nzcv', 'sp_el0', 'sp_el1', 'sp_el2'],
    flushing: [
      'spsel',
      'fpcr',
      'sctlr_el1',
      'ttbr0_el1',
      'ttbr1_el1',
      'tcr_el1',
      'pan',
      'uao',
      'daif',
      'elr_el1',
      'spsr_el1',
      'sp_el0',
    ],
    source:
      'guide: SPSel and others have a flush side effect. DAIF, ELR, SPSR and SP_EL0: assumed, as system-register writes ' +
      'serialise (cores.md, where the cycles must be) and none of these is an operand that renaming could carry',
    readLatency: assumed(3, 'a few cycles; guide: reads are in order with one another and do not drain'),
    writeLatency: assumed(3, 'as a read; guide: writes of DAIF, ELR, SPSR and others are non-speculative and in order'),
  },

  flushes: {
    refetch: fitted(
      51,
      "base iteration of Xu's Raspberry Pi 4, 838 cycles: one exception, one return and seven flushing writes " +
        '(bench, flush-fit.ts)',
      'low',
    ),
    exceptionEntry: assumed(0, 'nothing published tells an exception from what else empties the window'),
    exceptionReturn: assumed(0, 'nothing published tells ERET from what else empties the window'),
  },
};
