import { SLOT, type CpuState } from '../cpu/state.js';
import { systemRegisterByName } from '../isa/index.js';

/** A register as gdb knows it. Their order is that of the `g` packet, and the place in it the number of `p` and `P`. */
export interface DebugRegister {
  readonly name: string;
  readonly bits: 32 | 64 | 128;
  readonly type: string;
  read(state: CpuState): bigint;
  write(state: CpuState, value: bigint): void;
}

const atSlot = (name: string, slot: number, type: string): DebugRegister => ({
  name, bits: 64, type,
  read: (state) => state.get(slot),
  write: (state, value) => state.set(slot, value),
});

const systemRegister = (name: string): DebugRegister => {
  const encoding = systemRegisterByName(name)!;
  return {
    name, bits: 32, type: 'int',
    read: (state) => BigInt.asUintN(32, state.get(state.sysregSlot(encoding))),
    write: (state, value) => state.set(state.sysregSlot(encoding), value),
  };
};

/** Flags and masks can be written; the exception level stays what it is. */
const cpsr: DebugRegister = {
  name: 'cpsr', bits: 32, type: 'cpsr_flags',
  read: (state) => BigInt(state.pstate),
  write: (state, value) => state.setFlags(Number(value)),
};

const vector = (n: number): DebugRegister => {
  const slot = SLOT.vector + 4 * n;
  return {
    name: `v${n}`, bits: 128, type: 'aarch64v',
    read: (state) => state.get(slot) | (state.get(slot + 2) << 64n),
    write: (state, value) => {
      state.set(slot, value);
      state.set(slot + 2, value >> 64n);
    },
  };
};

/** org.gnu.gdb.aarch64.core (GDB manual, G.5.1). */
export const coreRegisters: readonly DebugRegister[] = [
  ...Array.from({ length: 31 }, (_, n) => atSlot(`x${n}`, SLOT.x + 2 * n, 'int')),
  atSlot('sp', SLOT.sp, 'data_ptr'),
  atSlot('pc', SLOT.pc, 'code_ptr'),
  cpsr,
];

/** org.gnu.gdb.aarch64.fpu. */
export const vectorRegisters: readonly DebugRegister[] = [
  ...Array.from({ length: 32 }, (_, n) => vector(n)),
  systemRegister('fpsr'),
  systemRegister('fpcr'),
];

export const registers: readonly DebugRegister[] = [...coreRegisters, ...vectorRegisters];
