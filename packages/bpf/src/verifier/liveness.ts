import { helperPrototype } from '../helpers/prototypes.js';
import { FRAME_POINTER } from '../insn/opcode.js';
import type { Operation, Source } from '../insn/operation.js';

const bit = (register: number): number => 1 << register;
const ofSource = (source: Source): number => ('register' in source ? bit(source.register) : 0);
const CALLER_SAVED = 0b111111;
const ARGUMENTS = 0b111110;

/** Registers that an instruction reads, and those that it writes, as bits. */
function effects(operation: Operation): { readonly reads: number; readonly writes: number } {
  switch (operation.kind) {
    case 'alu':
      return { reads: bit(operation.dst) | ofSource(operation.source), writes: bit(operation.dst) };
    case 'mov':
      return { reads: ofSource(operation.source), writes: bit(operation.dst) };
    case 'neg':
    case 'swap':
      return { reads: bit(operation.dst), writes: bit(operation.dst) };
    case 'imm64':
      return { reads: 0, writes: bit(operation.dst) };
    case 'load':
      return { reads: bit(operation.base), writes: bit(operation.dst) };
    case 'store':
      return { reads: bit(operation.base) | ofSource(operation.source), writes: 0 };
    case 'atomic': {
      const { op, base, src, fetch } = operation;
      const exchange = op === 'cmpxchg';
      const reads = bit(base) | bit(src) | (exchange ? bit(0) : 0);
      return { reads, writes: fetch ? bit(exchange ? 0 : src) : 0 };
    }
    case 'goto':
      return { reads: 0, writes: 0 };
    case 'branch':
      return { reads: bit(operation.dst) | ofSource(operation.source), writes: 0 };
    case 'call': {
      const count = helperPrototype(operation.helper)?.args.length ?? 5;
      return { reads: ARGUMENTS & ((1 << (count + 1)) - 1), writes: CALLER_SAVED };
    }
    case 'callLocal':
      return { reads: ARGUMENTS, writes: CALLER_SAVED };
    case 'callRegister':
      return { reads: bit(operation.register) | ARGUMENTS, writes: CALLER_SAVED };
    case 'exit':
      return { reads: bit(0), writes: 0 };
  }
}

/** Registers whose values matter from each slot on, by data flow against the direction of control, until nothing changes. */
export function liveRegisters(
  operations: readonly (Operation | undefined)[],
  successors: (at: number) => readonly number[],
): Uint16Array {
  const live = new Uint16Array(operations.length);
  let changed = true;
  while (changed) {
    changed = false;
    for (let at = operations.length - 1; at >= 0; at--) {
      const operation = operations[at];
      if (!operation) continue;
      const { reads, writes } = effects(operation);
      const after = successors(at).reduce((all, next) => all | live[next]!, 0);
      const before = reads | (after & ~writes) | bit(FRAME_POINTER);
      if (before === live[at]) continue;
      live[at] = before;
      changed = true;
    }
  }
  return live;
}
