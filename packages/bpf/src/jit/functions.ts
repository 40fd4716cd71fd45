import { PSEUDO_LD } from '../insn/opcode.js';
import type { Operation, OperationOf } from '../insn/operation.js';
import { BpfLoadError } from '../load-error.js';

/** One function of a program: the program itself from slot 0, or a subprogram. */
export interface BpfFunction {
  /** First slot, and the one behind the last. */
  readonly start: number;
  readonly end: number;
  /** First slots of the functions that it calls. */
  readonly callees: readonly number[];
}

/** Where the function begins whose address is loaded: callbacks are called by helpers. */
export function functionTarget({ value }: OperationOf<'imm64'>, slot: number): number {
  return slot + 1 + Number(BigInt.asIntN(32, value));
}

/** The function that an operation calls or takes the address of. */
function calleeOf(operation: Operation | undefined, slot: number): number | undefined {
  if (operation?.kind === 'callLocal') return operation.target;
  return operation?.kind === 'imm64' && operation.pseudo === PSEUDO_LD.func
    ? functionTarget(operation, slot)
    : undefined;
}

/** Splits a program at the targets of its calls; callees come before their callers. @throws BpfLoadError on recursion. */
export function splitFunctions(name: string, operations: readonly (Operation | undefined)[]): BpfFunction[] {
  const targets = operations.flatMap((operation, slot) => calleeOf(operation, slot) ?? []);
  const outside = targets.find((target) => operations[target] === undefined);
  if (outside !== undefined)
    throw new BpfLoadError(`${name}: takes the address of instruction ${outside}, where none begins`);
  const starts = [...new Set([0, ...targets])].sort((a, b) => a - b);
  const functions = new Map<number, BpfFunction>();
  starts.forEach((start, order) => {
    const end = starts[order + 1] ?? operations.length;
    const body = operations.slice(start, end);
    const callees = new Set<number>();
    body.forEach((operation, index) => {
      const callee = calleeOf(operation, start + index);
      if (callee !== undefined) callees.add(callee);
      else if (operation && 'target' in operation && (operation.target < start || operation.target >= end)) {
        throw new BpfLoadError(
          `${name}: instruction ${start + index}: jumps out of its function, to ${operation.target}`,
        );
      }
    });
    const last = body.at(-1);
    if (last?.kind !== 'exit' && last?.kind !== 'goto') {
      throw new BpfLoadError(`${name}: instruction ${end - 1}: falls through into the function at ${end}`);
    }
    functions.set(start, { start, end, callees: [...callees] });
  });

  const ordered: BpfFunction[] = [];
  const visit = (start: number, callers: readonly number[]): void => {
    const one = functions.get(start)!;
    if (callers.includes(start)) {
      throw new BpfLoadError(
        `${name}: the subprogram at instruction ${start} calls itself; recursion is not supported`,
      );
    }
    if (ordered.includes(one)) return;
    for (const callee of one.callees) visit(callee, [...callers, start]);
    ordered.push(one);
  };
  visit(0, []);
  return ordered;
}
