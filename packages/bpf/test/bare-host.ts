import {
  assemble,
  linkAt,
  Machine,
  SLOT,
  SymbolTable,
  SYSREG,
  type Feature,
  type Memory,
} from '@tracelab/arm64-machine';
import type { BpfHost } from '../src/index.js';

const CODE = 0xffff_8000_0a00_0000n;
const DATA = 0xffff_0000_0100_0000n;
const STACK = 0xffff_8000_0900_0000n;
const STACK_SIZE = 16384;
const SIZE = 4 << 20;

/** A machine with code, data and a stack, and no kernel in it: as much as loading and calling a program takes. */
export class BareHost implements BpfHost {
  readonly machine: Machine;
  readonly symbols = new SymbolTable();
  readonly tasks = [0n];
  readonly features: ReadonlySet<Feature>;
  #code = CODE;
  #data = DATA;

  constructor(features: readonly Feature[] = []) {
    this.features = new Set(features);
    this.machine = new Machine({ features });
    this.memory.map({ name: 'code', base: CODE, size: SIZE, perms: 'rwx' });
    this.memory.map({ name: 'data', base: DATA, size: SIZE, perms: 'rw' });
    this.memory.map({ name: 'stack', base: STACK, size: STACK_SIZE, perms: 'rw' });
    this.machine.symbols = this.symbols;
    const { state } = this.machine;
    state.words[SLOT.el] = 1;
    state.words[SLOT.spsel] = 1;
    state.sp = STACK + BigInt(STACK_SIZE);
    state.set(state.sysregSlot(SYSREG.tpidr1), 0n);
  }

  get memory(): Memory {
    return this.machine.memory;
  }

  kzalloc(size: number, align = 8): bigint {
    const address = roundUp(this.#data, BigInt(align));
    this.#data = address + BigInt(size);
    return address;
  }

  perCpuAlloc(size: number, align = 8): bigint {
    return this.kzalloc(size, align);
  }

  perCpuAddress(address: bigint): bigint {
    return address;
  }

  placeCode(name: string, text: string): bigint {
    const address = this.#code;
    const { bytes } = linkAt(assemble(text, { name }), address, this.symbols);
    this.memory.writeBytes(address, bytes);
    this.symbols.add(name, address, bytes.length, 'function');
    this.#code = roundUp(address + BigInt(bytes.length), 64n);
    return address;
  }
}

const roundUp = (value: bigint, to: bigint): bigint => ((value + to - 1n) / to) * to;
