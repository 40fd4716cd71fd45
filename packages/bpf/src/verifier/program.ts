import { decodeProgram } from '../insn/decode.js';
import { PSEUDO_LD } from '../insn/opcode.js';
import type { Operation } from '../insn/operation.js';
import type { Slot } from '../insn/slot.js';
import { liveRegisters } from './liveness.js';
import { Refusal } from './verifier-error.js';

/** A function of the program: slots from start to before end. */
export interface Subprogram {
  readonly start: number;
  readonly end: number;
  /** First slots of the functions that it calls or hands to a helper, each with the instruction that does. */
  readonly callees: readonly { readonly start: number; readonly at: number; readonly callback: boolean }[];
  readonly tailCalls: boolean;
}

/** What the shape of a program says before any path is followed: check_subprogs(), check_cfg(). */
export class Program {
  readonly operations: readonly (Operation | undefined)[];
  /** By their first slot; the program itself is the first. */
  readonly subprograms: readonly Subprogram[];
  /** Bit n: Rn is read at or after the slot before it is written. */
  readonly live: Uint16Array;
  /** Slots where paths meet. */
  readonly joins: ReadonlySet<number>;

  constructor(slots: readonly Slot[], name: string, tailCall: number) {
    this.operations = decodeProgram(slots, name);
    this.subprograms = splitSubprograms(this.operations, tailCall);
    const reached = this.#reach();
    this.operations.forEach((operation, at) => {
      if (operation && !reached.has(at)) throw new Refusal(`unreachable insn ${at}`, at);
    });
    this.#refuseRecursion(0, new Set(), new Set());
    this.joins = this.#findJoins();
    this.live = liveRegisters(this.operations, (at) => this.successors(at));
  }

  at(slot: number): Operation {
    return this.operations[slot]!;
  }

  /** Where control may go within the function. */
  successors(at: number): readonly number[] {
    const operation = this.at(at);
    switch (operation.kind) {
      case 'exit':
        return [];
      case 'goto':
        return [operation.target];
      case 'branch':
        return [at + 1, operation.target];
      default:
        return [at + (operation.kind === 'imm64' ? 2 : 1)];
    }
  }

  subprogram(start: number): Subprogram {
    return this.subprograms.find((one) => one.start === start)!;
  }

  #reach(): ReadonlySet<number> {
    const reached = new Set<number>();
    const pending = [0];
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      if (reached.has(at)) continue;
      reached.add(at);
      const callee = calleeAt(this.at(at), at);
      pending.push(...this.successors(at), ...(callee === undefined ? [] : [callee]));
    }
    return reached;
  }

  #refuseRecursion(start: number, callers: Set<number>, done: Set<number>): void {
    if (done.has(start)) return;
    callers.add(start);
    for (const { start: callee, at, callback } of this.subprogram(start).callees) {
      if (callback) continue;
      if (callers.has(callee)) throw new Refusal(`back-edge from insn ${at} to ${callee}`, at);
      this.#refuseRecursion(callee, callers, done);
    }
    callers.delete(start);
    done.add(start);
  }

  #findJoins(): ReadonlySet<number> {
    const sources = new Uint16Array(this.operations.length);
    for (const { start } of this.subprograms) sources[start]!++;
    this.operations.forEach((operation, at) => {
      if (!operation) return;
      for (const next of this.successors(at)) sources[next]!++;
      // Paths through the callee meet where it returns to.
      if (operation.kind === 'callLocal') sources[at + 1]!++;
    });
    return new Set([...sources.keys()].filter((at) => sources[at]! > 1));
  }
}

/** The function that an instruction calls, or makes a pointer to. */
function calleeAt(operation: Operation, at: number): number | undefined {
  if (operation.kind === 'callLocal') return operation.target;
  return operation.kind === 'imm64' && operation.pseudo === PSEUDO_LD.func
    ? functionTarget(operation.value, at)
    : undefined;
}

/** BPF_PSEUDO_FUNC: relative to the next instruction, in the low half. */
export const functionTarget = (value: bigint, at: number): number => at + 1 + Number(BigInt.asIntN(32, value));

function splitSubprograms(operations: readonly (Operation | undefined)[], tailCall: number): Subprogram[] {
  const calls = operations.flatMap((operation, at) => {
    const start = operation && calleeAt(operation, at);
    return start === undefined ? [] : [{ start, at, callback: operation!.kind === 'imm64' }];
  });
  for (const { start, at } of calls) {
    if (!operations[start]) throw new Refusal(`invalid target of call from insn ${at} to ${start}`, at);
  }
  const starts = [...new Set([0, ...calls.map(({ start }) => start)])].sort((a, b) => a - b);
  return starts.map((start, order) => {
    const end = starts[order + 1] ?? operations.length;
    const inside = (at: number): boolean => at >= start && at < end;
    const body = operations.slice(start, end);
    body.forEach((operation, index) => {
      if ((operation?.kind === 'goto' || operation?.kind === 'branch') && !inside(operation.target)) {
        throw new Refusal(`jump out of range from insn ${start + index} to ${operation.target}`, start + index);
      }
    });
    const last = body.findLast((operation) => operation !== undefined);
    if (last?.kind !== 'exit' && last?.kind !== 'goto') throw new Refusal('last insn is not an exit or jmp', end - 1);
    return {
      start,
      end,
      callees: calls.filter(({ at }) => inside(at)),
      tailCalls: body.some((operation) => operation?.kind === 'call' && operation.helper === tailCall),
    };
  });
}
