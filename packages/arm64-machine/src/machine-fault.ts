import type { Exception } from './cpu/exceptions.js';
import { SLOT, type CpuState } from './cpu/state.js';
import { a64, type InstructionSet } from './isa/index.js';
import type { Memory } from './memory/memory.js';

/** Names addresses; what an image's symbol table does. */
export interface Symbolizer {
  at(address: bigint): { readonly name: string; readonly offset: number } | undefined;
}

/** A run that cannot go on: what happened, where, and the state that it happened in. */
export class MachineFault extends Error {
  override readonly name = 'MachineFault';
  readonly pc: bigint;
  /** `symbol+0x10`, or the bare address. */
  readonly where: string;
  readonly instruction: string;
  readonly registers: ReadonlyMap<string, bigint>;
  /** Innermost caller first, as `symbol+offset`, from the frame records. */
  readonly callChain: readonly string[];
  /** The exception that nobody takes, where it is one. */
  readonly exception: Exception | undefined;

  constructor(what: string, state: CpuState, memory: Memory, symbols: Symbolizer | undefined, exception?: Exception, instructions = a64) {
    const pc = state.pc;
    const name = namer(symbols);
    super(`${what}, at ${name(pc)}`);
    this.pc = pc;
    this.exception = exception;
    this.where = name(pc);
    this.instruction = instructionAt(pc, memory, symbols, instructions);
    this.registers = registersOf(state);
    this.callChain = callChain(state, memory).map(name);
  }

  /** Everything, over several lines. */
  get report(): string {
    const registers = [...this.registers].map(([name, value]) => `${name.padStart(5)} ${hex16(value)}`);
    const rows: string[] = [];
    for (let i = 0; i < registers.length; i += 4) rows.push('  ' + registers.slice(i, i + 4).join('  '));
    return [this.message, `  ${this.instruction}`, ...rows, '  call chain:', ...this.callChain.map((at) => `    ${at}`)].join('\n');
  }
}

function namer(symbols: Symbolizer | undefined): (address: bigint) => string {
  return (address) => {
    const found = symbols?.at(address);
    if (!found) return `0x${address.toString(16)}`;
    return found.offset === 0 ? found.name : `${found.name}+0x${found.offset.toString(16)}`;
  };
}

function instructionAt(pc: bigint, memory: Memory, symbols: Symbolizer | undefined, instructions: InstructionSet): string {
  try {
    const word = Number(memory.read(pc, 4));
    const text = instructions.disassemble(word, pc, (address) => symbols && namer(symbols)(address));
    return `${hex16(pc)}: ${word.toString(16).padStart(8, '0')}  ${text?.replace('\t', ' ') ?? '(undefined)'}`;
  } catch {
    return `${hex16(pc)}: (no memory)`;
  }
}

function registersOf(state: CpuState): Map<string, bigint> {
  const registers = new Map<string, bigint>();
  for (let n = 0; n <= 30; n++) registers.set(`x${n}`, state.getX(n));
  registers.set('sp', state.sp);
  registers.set('pc', state.pc);
  registers.set('pstate', BigInt(state.pstate));
  registers.set('el', BigInt(state.words[SLOT.el]!));
  return registers;
}

const LONGEST_CHAIN = 64;

/** Return addresses from LR and the frame records {X29, X30} that X29 leads through. */
function callChain(state: CpuState, memory: Memory): bigint[] {
  const chain = [state.getX(30)];
  let frame = state.getX(29);
  try {
    while (frame !== 0n && frame % 8n === 0n && chain.length < LONGEST_CHAIN) {
      const caller = memory.read(frame + 8n, 8);
      if (caller === 0n) break;
      if (chain.length > 1 || caller !== chain[0]) chain.push(caller);
      frame = memory.read(frame, 8);
    }
  } catch {
    // The chain ends where the frame pointer leads nowhere.
  }
  return chain;
}

function hex16(value: bigint): string {
  return value.toString(16).padStart(16, '0');
}
