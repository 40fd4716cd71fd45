import { systemRegisterByName, type Instruction, type TimingClass } from '../isa/index.js';

/** How the back end treats an instruction. */
export const SHAPE = {
  nothing: 0, // holds a place in the window, executes nowhere
  compute: 1,
  load: 2,
  store: 3,
  orderedStore: 4, // store-exclusive, store-release, LSE atomics: performed as the oldest instruction
  barrier: 5, // DMB, DSB
  system: 6, // system registers that are accessed in order
  branch: 7,
  control: 8, // exception, ERET, ISB: changes the context once it is the oldest instruction
} as const;

export const FLAG = {
  nop: 1 << 0, // decoded as a NOP
  exclusive: 1 << 1,
  acquire: 1 << 2, // younger accesses wait for it
  loadsOnly: 1 << 3, // a barrier that older stores do not hold up
  drains: 1 << 4, // a barrier that holds up younger instructions of every kind
  oldest: 1 << 5, // issues when it is the oldest instruction
  flush: 1 << 6, // what follows is fetched again
  falls: 1 << 7, // a conditional branch to the next instruction
  release: 1 << 8, // younger acquires wait for it
  forStore: 1 << 9, // a prefetch of a line that is going to be written
} as const;

export const BRANCH = {
  none: 0,
  direct: 1,
  conditional: 2,
  call: 3,
  indirect: 4,
  indirectCall: 5,
  return: 6,
  exception: 7,
  eret: 8,
} as const;

const shapes: Readonly<Partial<Record<TimingClass, number>>> = {
  load: SHAPE.load,
  'load-register-offset': SHAPE.load,
  'load-literal': SHAPE.load,
  'load-pair': SHAPE.load,
  'load-acquire': SHAPE.load,
  'load-exclusive': SHAPE.load,
  'load-exclusive-acquire': SHAPE.load,
  prefetch: SHAPE.load,
  'simd-load': SHAPE.load,
  'simd-load-pair': SHAPE.load,
  store: SHAPE.store,
  'store-register-offset': SHAPE.store,
  'store-pair32': SHAPE.store,
  'store-pair64': SHAPE.store,
  'simd-store': SHAPE.store,
  'simd-store-pair': SHAPE.store,
  'store-release': SHAPE.orderedStore,
  'store-exclusive': SHAPE.orderedStore,
  'store-exclusive-release': SHAPE.orderedStore,
  atomic: SHAPE.orderedStore,
  'atomic-acquire': SHAPE.orderedStore,
  'atomic-release': SHAPE.orderedStore,
  'atomic-acquire-release': SHAPE.orderedStore,
  dmb: SHAPE.barrier,
  dsb: SHAPE.barrier,
  mrs: SHAPE.system,
  msr: SHAPE.system,
  'msr-immediate': SHAPE.system,
  system: SHAPE.system,
  isb: SHAPE.control,
  exception: SHAPE.control,
  eret: SHAPE.control,
};

/** A class without a shape of its own computes, if the core gives it a queue. */
export function shapeOf(kind: TimingClass, executes: boolean): number {
  const shape = shapes[kind];
  if (shape !== undefined) return shape;
  if (kind in branches) return SHAPE.branch;
  return executes ? SHAPE.compute : SHAPE.nothing;
}

const branches: Readonly<Partial<Record<TimingClass, number>>> = {
  branch: BRANCH.direct,
  'branch-cond': BRANCH.conditional,
  'branch-compare': BRANCH.conditional,
  'branch-link': BRANCH.call,
  'branch-register': BRANCH.indirect,
  'branch-link-register': BRANCH.indirectCall,
  return: BRANCH.return,
};

const flags: Readonly<Partial<Record<TimingClass, number>>> = {
  nop: FLAG.nop,
  hint: FLAG.nop,
  pauth: FLAG.nop,
  'speculation-barrier': FLAG.nop,
  'load-acquire': FLAG.acquire,
  'load-exclusive': FLAG.exclusive,
  'load-exclusive-acquire': FLAG.exclusive | FLAG.acquire,
  'store-exclusive': FLAG.exclusive,
  'store-exclusive-release': FLAG.exclusive | FLAG.release,
  'store-release': FLAG.release,
  'atomic-acquire': FLAG.acquire,
  'atomic-release': FLAG.release,
  'atomic-acquire-release': FLAG.acquire | FLAG.release,
  dsb: FLAG.drains,
  isb: FLAG.flush,
};

export function branchOf(kind: TimingClass): number {
  if (kind === 'exception') return BRANCH.exception;
  return kind === 'eret' ? BRANCH.eret : (branches[kind] ?? BRANCH.none);
}

/** @param executes whether the core does something for it: what is a hint to one core has a pipe on another */
export function flagsOf({ fields }: Instruction, kind: TimingClass, executes: boolean): number {
  let all = flags[kind] ?? 0;
  if (executes) all &= ~FLAG.nop;
  // prfop<4:3>: 00 for loads, 01 for instructions, 10 for stores (Arm ARM C6.2.248 PRFM).
  if (kind === 'prefetch' && fields['Rt']! >> 3 === 2) all |= FLAG.forStore;
  // CRm<1:0> of a barrier: 01 orders loads alone, 10 stores alone (Arm ARM C6.2.89 DMB).
  if (shapes[kind] === SHAPE.barrier && (fields['CRm']! & 3) === 1) all |= FLAG.loadsOnly;
  if (branches[kind] === BRANCH.conditional && (fields['imm19'] ?? fields['imm14']) === 1) all |= FLAG.falls;
  return all;
}

/** Multiplies that give their result to, or add, a register that another of them gives. */
export function isMultiply(kind: TimingClass): boolean {
  return kind === 'mul32' || kind === 'mul64' || kind === 'mul-wide';
}

export function isPair(kind: TimingClass): boolean {
  return kind === 'load-pair' || kind === 'simd-load-pair';
}

/** MSR (immediate) by op1:op2 (Arm ARM C5.2), as the register that holds the field. */
const pstateFields: Readonly<Record<number, string>> = {
  0b000_011: 'uao',
  0b000_100: 'pan',
  0b000_101: 'spsel',
  0b011_110: 'daif',
  0b011_111: 'daif',
};

export function pstateRegister({ fields }: Instruction, kind: TimingClass): number[] {
  if (kind !== 'msr-immediate') return [];
  const name = pstateFields[(fields['op1']! << 3) | fields['op2']!];
  const encoding = name === undefined ? undefined : systemRegisterByName(name);
  return encoding === undefined ? [] : [encoding];
}
