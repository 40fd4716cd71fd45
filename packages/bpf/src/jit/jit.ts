import { decodeProgram, helperName, printOperation, type Operation, type Slot } from '../insn/index.js';
import { MAX_BPF_STACK, PSEUDO_LD } from '../insn/opcode.js';
import { BpfLoadError } from '../load-error.js';
import { alu, mov, neg, swap } from './arithmetic.js';
import { exclusiveLoop, lse } from './atomics.js';
import { branch, call, callRegister } from './control.js';
import type { JitFeatures } from './features.js';
import { epilogue, frameOf, prologue, stackDepth, type Frame } from './frame.js';
import { splitFunctions, type BpfFunction } from './functions.js';
import { moveImmediate64 } from './immediates.js';
import { load, store } from './memory.js';
import { x } from './registers.js';

/** What the JIT needs to know of the kernel it emits for. */
export interface JitTarget {
  readonly features: JitFeatures;
  /** Where a helper function is, or undefined where this kernel has none of that number. */
  helper(number: number): bigint | undefined;
  /** Puts the code of one function in place and returns its address. */
  place(name: string, text: string): bigint;
  /** Table of helper addresses by number: only needed for calls of helpers by register, which Linux refuses. */
  readonly helperTable?: bigint;
}

/** Some instructions of a function and what they were made from. */
export interface JitGroup {
  /** Slot, counted in the whole program; undefined for prologue and epilogue. */
  readonly slot: number | undefined;
  /** BPF in the kernel's notation. */
  readonly bpf: string;
  /** A64, one instruction a line. Labels stand before their instruction. */
  readonly a64: readonly string[];
}

export interface JitFunction {
  readonly name: string;
  readonly address: bigint;
  readonly groups: readonly JitGroup[];
  readonly text: string;
}

/**
 * Compiles a program and its subprograms, callees first; the program itself is the last.
 * @throws BpfLoadError naming the instruction, or the helper that the kernel has not.
 */
export function jit(name: string, slots: readonly Slot[], target: JitTarget): JitFunction[] {
  const operations = decodeProgram(slots, name);
  const placed = new Map<number, JitFunction>();
  for (const part of splitFunctions(name, operations)) {
    const partName = part.start === 0 ? name : `${name}_${part.start}`;
    const groups = compileFunction(name, part, operations, target, (start) => placed.get(start)!.address);
    const text = groups.flatMap(({ a64 }) => a64.map((line) => `${line}\n`)).join('');
    placed.set(part.start, { name: partName, address: target.place(partName, text), groups, text });
  }
  return [...placed.values()];
}

function compileFunction(
  name: string,
  { start, end }: BpfFunction,
  program: readonly (Operation | undefined)[],
  target: JitTarget,
  subprogram: (start: number) => bigint,
): JitGroup[] {
  const body = program.slice(start, end);
  const depth = stackDepth(body);
  if (depth > MAX_BPF_STACK) {
    throw new BpfLoadError(`${name}: uses ${depth} bytes of stack; at most ${MAX_BPF_STACK} are allowed`);
  }
  const frame = frameOf(body, start === 0, depth);
  const targets = new Set(
    body.flatMap((operation) => (operation?.kind === 'goto' || operation?.kind === 'branch' ? [operation.target] : [])),
  );
  const context: Context = { name, frame, target, subprogram, end };
  const groups: JitGroup[] = [{ slot: undefined, bpf: 'prologue', a64: prologue(frame, target.features) }];
  body.forEach((operation, index) => {
    if (!operation) return;
    const slot = start + index;
    const a64 = emit(operation, slot, context);
    groups.push({
      slot,
      bpf: printOperation(operation, slot),
      a64: targets.has(slot) ? [`${label(slot)}:`, ...a64] : a64,
    });
  });
  const early = body.slice(0, -1).some((operation) => operation?.kind === 'exit');
  const leave = epilogue(frame, target.features);
  return [...groups, { slot: undefined, bpf: 'epilogue', a64: early ? [`${EPILOGUE}:`, ...leave] : leave }];
}

interface Context {
  readonly name: string;
  readonly frame: Frame;
  readonly target: JitTarget;
  readonly end: number;
  subprogram(start: number): bigint;
}

const label = (slot: number): string => `.L${slot}`;
const EPILOGUE = '.Lepilogue';

function emit(operation: Operation, slot: number, context: Context): string[] {
  const { frame, target } = context;
  const refuse = (why: string): never => {
    throw new BpfLoadError(`${context.name}: instruction ${slot}: ${why}`);
  };
  switch (operation.kind) {
    case 'alu':
      return alu(operation);
    case 'mov':
      return mov(operation);
    case 'neg':
      return neg(operation);
    case 'swap':
      return swap(operation);
    case 'imm64':
      if (operation.pseudo !== PSEUDO_LD.value)
        return refuse(`64-bit immediate of kind ${operation.pseudo} is not resolved`);
      return moveImmediate64(x(operation.dst), operation.value);
    case 'load':
      return load(operation, frame);
    case 'store':
      return store(operation, frame);
    case 'atomic':
      return target.features.lse ? lse(operation) : exclusiveLoop(operation);
    case 'goto':
      return [`b ${label(operation.target)}`];
    case 'branch':
      return branch(operation, label(operation.target));
    case 'call': {
      const { helper } = operation;
      const address = target.helper(helper);
      return call(address ?? refuse(`helper ${helperName(helper)}#${helper} is not supported by this kernel`));
    }
    case 'callLocal':
      return call(context.subprogram(operation.target));
    case 'callRegister':
      return callRegister(
        operation.register,
        target.helperTable ?? refuse('helpers called by register are not supported'),
      );
    case 'exit':
      return slot === context.end - 1 ? [] : [`b ${EPILOGUE}`];
  }
}
