import type { OutOfOrderCore } from '../core.js';
import { manual, type Sourced } from '../provenance.js';
import { loads, nothing, on, predictedBranches, rows, simpleInteger, withoutWork } from './class-rows.js';
import { cortexA72 } from './cortex-a72.js';

const llvm = (value: number, what: string): Sourced =>
  manual(value, `LLVM 14, AArch64SchedA57 (for cortex-a72): ${what}`);
const ideal = (value: number): Sourced => llvm(value, 'no front end, no memory: not modelled, set out of the way');
const two = (what: string): { readonly slots: Sourced } => ({ slots: llvm(2, `${what} is two micro-operations`) });

const one = llvm(1, '1 cycle');
const simple = on('integer', one);
const shifted = on('multi', llvm(2, '2 cycles on M'));
const multiply = (cycles: number): ReturnType<typeof on> => on('multi', llvm(cycles, 'multiply on M, pipelined'));
const divide = (cycles: number): ReturnType<typeof on> => {
  const busy = llvm(cycles, 'divide on M, not pipelined');
  return on('multi', busy, busy);
};
const branch = on('branch', one);
const load = on('load', llvm(4, '4 cycles on L'));
const store = on('store', one);

/**
 * The Cortex-A72 as LLVM schedules for it, to be compared with llvm-mca and with nothing else: LLVM has no front end and
 * no memory, and takes the Cortex-A57's numbers. It is not among the `cores` that a user can choose.
 */
export const cortexA72Llvm: OutOfOrderCore = {
  ...cortexA72,
  name: 'cortex-a72-llvm',
  title: 'Arm Cortex-A72 by LLVM',
  frontEnd: {
    fetchBytes: ideal(64),
    dispatchWidth: llvm(3, 'IssueWidth 3'),
    nopsPerCycle: llvm(3, 'IssueWidth 3'),
    fetchQueue: ideal(1024),
  },
  window: {
    reorderBuffer: llvm(128, 'MicroOpBufferSize 128'),
    retireWidth: ideal(128),
    integerRegisters: ideal(128),
    vectorRegisters: ideal(128),
    flags: ideal(128),
    loads: ideal(128),
    stores: ideal(128),
    branches: ideal(128),
  },
  queues: {
    integer: { entries: ideal(128), ports: llvm(2, 'A57UnitI') },
    multi: { entries: ideal(128), ports: llvm(1, 'A57UnitM') },
    branch: { entries: ideal(128), ports: llvm(1, 'A57UnitB') },
    load: { entries: ideal(128), ports: llvm(1, 'A57UnitL') },
    store: { entries: ideal(128), ports: llvm(1, 'A57UnitS') },
    vector: { entries: ideal(128), ports: llvm(2, 'A57UnitW, A57UnitX') },
  },
  classes: {
    ...rows(simpleInteger, simple),
    'alu-shift': shifted,
    'alu-extend': shifted,
    'bitfield-insert': shifted,
    extract: { ...on('multi', llvm(3, 'EXTR 3, on I and M')), ...two('EXTR') },
    mul32: multiply(3),
    mul64: multiply(5),
    'mul-wide': multiply(3),
    'mul-high': multiply(6),
    div32: divide(19),
    div64: divide(35),
    crc: on('vector', llvm(3, 'CRC32 3 on W')),
    ...rows(predictedBranches, branch),
    'branch-link-register': { ...on('branch', llvm(2, 'BLR 2, on B and I')), ...two('BLR') },
    ...rows(loads, load),
    'load-pair': { ...load, ...two('LDP') },
    'load-register-offset': { ...load, ...two('a load with register offset') },
    prefetch: load,
    ...rows(['store', 'store-pair32'], store),
    'store-register-offset': { ...store, ...two('a store with register offset') },
    'store-pair64': { ...store, ...two('STP X') },
    ...rows(withoutWork, nothing),
    pauth: nothing,
  },
  multiply: { addendLate: llvm(2, 'ReadIMA is 2 cycles late behind another multiply') },
  loads: { ...cortexA72.loads, pairSecond: llvm(0, 'both registers of LDP X come together') },
  stores: { ...cortexA72.stores, baseUpdates: llvm(2, 'a store with writeback has two operations on I') },
  memory: {
    ...cortexA72.memory,
    instruction: { ...cortexA72.memory.instruction, lineFromL2: ideal(1), lineFromDram: ideal(1) },
    l2Latency: ideal(4),
    dramLatency: ideal(4),
    tlb: { ...cortexA72.memory.tlb, secondLevel: ideal(0), walk: ideal(0) },
  },
};
