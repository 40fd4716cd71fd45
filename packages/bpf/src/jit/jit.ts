import { decodeProgram, HELPERS, helperName, printOperation, type Operation, type Slot } from '../insn/index.js';
import { MAX_BPF_STACK, PSEUDO_LD } from '../insn/opcode.js';
import { BpfLoadError } from '../load-error.js';
import { alu, mov, neg, swap } from './arithmetic.js';
import { exclusiveLoop, lse } from './atomics.js';
import { branch, call, callRegister } from './control.js';
import { exceptionTable, faultingLoad, type FaultingLoad } from './exception-table.js';
import type { JitFeatures } from './features.js';
import { epilogue, frameOf, prologue, stackDepth, type Frame } from './frame.js';
import { functionTarget, splitFunctions, type BpfFunction } from './functions.js';
import { moveImmediate64 } from './immediates.js';
import { load, store } from './memory.js';
import { x } from './registers.js';
import { tailCall } from './tail-call.js';

/** What the JIT needs to know of the kernel it emits for. */
export interface JitTarget {
  readonly features: JitFeatures;
  /** Where a helper function is, or undefined where this kernel has none of that number. */
  helper(number: number): bigint | undefined;
  /** Puts the code of one function in place and returns its address. */
  place(name: string, text: string): bigint;
  /** Table of helper addresses by number: only needed for calls of helpers by register, which Linux refuses. */
  readonly helperTable?: bigint;
  /** What a listing shows for a call of that number. By default its name in linux/bpf.h. */
  callee?(number: number): string | undefined;
  /** Whether the load at a slot may fault, and gives 0 then (BPF_PROBE_MEM). By default none may. */
  probeMem?(slot: number): boolean;
  /** Bytes of stack of the function that begins at a slot, from who knows better than {@link stackDepth}. */
  stackDepth?(start: number): number | undefined;
  /** Instructions that a conditional branch can jump over. By default as many as its 19 bits reach. */
  readonly conditionalReach?: number;
}

/** Of B.cond: 1 MiB forward. */
const CONDITIONAL_REACH = (1 << 18) - 1;

const isLabel = (line: string): boolean => line.endsWith(':');

function countInstructions(groups: readonly JitGroup[]): number {
  return groups.reduce((sum, { a64 }) => sum + a64.filter((line) => !isLabel(line)).length, 0);
}

/** Some instructions of a function and what they were made from. */
export interface JitGroup {
  /** Slot, counted in the whole program; undefined for prologue and epilogue. */
  readonly slot: number | undefined;
  /** BPF in the kernel's notation. */
  readonly bpf: string;
  /** A64, one instruction a line. Labels stand before their instruction. */
  readonly a64: readonly string[];
  /** Of a load that may fault. */
  readonly fault?: FaultingLoad;
}

export interface JitFunction {
  readonly name: string;
  readonly address: bigint;
  readonly groups: readonly JitGroup[];
  readonly text: string;
  /** First slot, counted in the whole program. */
  readonly start: number;
  /** Instructions of A64; the exception table follows them. */
  readonly length: number;
  /** Entries of the exception table: loads that give 0 where they fault. */
  readonly exceptions: number;
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
    const compile = (far: boolean): JitGroup[] =>
      compileFunction(name, part, operations, target, (start) => placed.get(start)!.address, far);
    const near = compile(false);
    const groups = countInstructions(near) > (target.conditionalReach ?? CONDITIONAL_REACH) ? compile(true) : near;
    const faulting = groups.flatMap(({ fault }) => fault ?? []);
    const text = [...groups.flatMap(({ a64 }) => a64), ...exceptionTable(faulting)].map((line) => `${line}\n`).join('');
    const address = target.place(partName, text);
    const length = countInstructions(groups);
    placed.set(part.start, {
      name: partName,
      address,
      groups,
      text,
      start: part.start,
      length,
      exceptions: faulting.length,
    });
  }
  return [...placed.values()];
}

function compileFunction(
  name: string,
  { start, end }: BpfFunction,
  program: readonly (Operation | undefined)[],
  target: JitTarget,
  subprogram: (start: number) => bigint,
  far: boolean,
): JitGroup[] {
  const body = program.slice(start, end);
  const depth = target.stackDepth?.(start) ?? stackDepth(body);
  if (depth > MAX_BPF_STACK) {
    throw new BpfLoadError(`${name}: uses ${depth} bytes of stack; at most ${MAX_BPF_STACK} are allowed`);
  }
  const frame = frameOf(body, start === 0, depth);
  const targets = new Set(
    body.flatMap((operation) => (operation?.kind === 'goto' || operation?.kind === 'branch' ? [operation.target] : [])),
  );
  const context: Context = { name, frame, target, subprogram, end, far };
  const groups: JitGroup[] = [{ slot: undefined, bpf: 'prologue', a64: prologue(frame, target.features) }];
  body.forEach((operation, index) => {
    if (!operation) return;
    const slot = start + index;
    const plain = emit(operation, slot, context);
    const fault = operation.kind === 'load' && target.probeMem?.(slot) ? faultingLoad(operation, slot) : undefined;
    // The access is the last instruction of a load.
    const a64 = fault ? [...plain.slice(0, -1), `${fault.label}:`, plain.at(-1)!] : plain;
    groups.push({
      slot,
      bpf: print(operation, slot, target),
      a64: targets.has(slot) ? [`${label(slot)}:`, ...a64] : a64,
      ...(fault && { fault }),
    });
  });
  const early = body.slice(0, -1).some((operation) => operation?.kind === 'exit');
  const leave = epilogue(frame, target.features);
  return [...groups, { slot: undefined, bpf: 'epilogue', a64: early ? [`${EPILOGUE}:`, ...leave] : leave }];
}

function print(operation: Operation, slot: number, target: JitTarget): string {
  const callee = operation.kind === 'call' ? target.callee?.(operation.helper) : undefined;
  return callee === undefined ? printOperation(operation, slot) : `call ${callee}`;
}

interface Context {
  readonly far: boolean;
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
      if (operation.pseudo === PSEUDO_LD.func) {
        return moveImmediate64(x(operation.dst), context.subprogram(functionTarget(operation, slot)));
      }
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
      return branch(operation, label(operation.target), context.far);
    case 'call': {
      const { helper } = operation;
      if (helper === HELPERS.tail_call) return tailCall(`.Ltail${slot}`, frame, target.features);
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
