import { FRAME_POINTER, MAX_BPF_STACK } from '../insn/opcode.js';
import type { Operation } from '../insn/operation.js';
import type { JitFeatures } from './features.js';
import { FP, FPB, R0, TCC } from './registers.js';

/** What the prologue lays out. Bytes. */
export interface Frame {
  /** How far FPB lies below FP; 0 where nothing is accessed below FP. */
  readonly bottom: number;
  /** The program's stack, a multiple of 16. */
  readonly stack: number;
  /** Entered from outside: starts the tail-call count. Subprograms inherit it. */
  readonly main: boolean;
}

const roundUp = (value: number, to: number): number => Math.ceil(value / to) * to;

export function frameOf(operations: readonly (Operation | undefined)[], main: boolean, stackDepth: number): Frame {
  return { bottom: roundUp(lowestAccess(operations), 8), stack: roundUp(stackDepth, 16), main };
}

/** How many bytes below R10 loads and stores through R10 itself reach. */
function lowestAccess(operations: readonly (Operation | undefined)[]): number {
  const below = operations.map((operation) => {
    const plain = operation?.kind === 'load' || operation?.kind === 'store';
    return plain && operation.base === FRAME_POINTER ? -operation.off : 0;
  });
  return Math.max(0, ...below);
}

/**
 * Bytes of stack that a function may touch. Where a pointer into the stack leaves R10, only a verifier that follows it
 * could tell: then all that BPF allows.
 */
export function stackDepth(operations: readonly (Operation | undefined)[]): number {
  let depth = 0;
  for (const operation of operations) {
    if (!operation) continue;
    if ('base' in operation && operation.base === FRAME_POINTER) depth = Math.max(depth, -operation.off);
    const source = 'source' in operation ? operation.source : undefined;
    const asValue = source && 'register' in source && source.register === FRAME_POINTER;
    if (asValue || (operation.kind === 'atomic' && operation.src === FRAME_POINTER)) return MAX_BPF_STACK;
  }
  return depth;
}

/** kernel-paths.md 8: as a traceable kernel function, so that programs can be traced as well. */
export function prologue(frame: Frame, { bti, pac }: JitFeatures): string[] {
  return [
    ...(bti ? ['bti c'] : []),
    'mov x9, x30',
    'nop',
    ...(pac ? ['paciasp'] : []),
    'stp x29, x30, [sp, #-16]!',
    'mov x29, sp',
    'stp x19, x20, [sp, #-16]!',
    'stp x21, x22, [sp, #-16]!',
    `stp ${FP}, ${TCC}, [sp, #-16]!`,
    `stp ${FPB}, x28, [sp, #-16]!`,
    `mov ${FP}, sp`,
    // Tail calls enter behind this.
    ...(frame.main ? [`movz ${TCC}, #0x0`] : []),
    ...(frame.main && bti ? ['bti j'] : []),
    `sub ${FPB}, ${FP}, #${frame.bottom}`,
    `sub sp, sp, #${frame.stack}`,
  ];
}

/** Instructions of a main program's prologue that a tail call skips: it keeps frame and count, and lands on BTI J. */
export function tailCallEntry(features: JitFeatures): number {
  const lines = prologue({ bottom: 0, stack: 0, main: true }, features);
  return lines.indexOf(`movz ${TCC}, #0x0`) + 1;
}

export function epilogue(frame: Frame, { pac }: JitFeatures): string[] {
  return [
    `add sp, sp, #${frame.stack}`,
    `ldp ${FPB}, x28, [sp], #16`,
    `ldp ${FP}, ${TCC}, [sp], #16`,
    'ldp x21, x22, [sp], #16',
    'ldp x19, x20, [sp], #16',
    'ldp x29, x30, [sp], #16',
    `mov x0, ${R0}`,
    ...(pac ? ['autiasp'] : []),
    'ret',
  ];
}
