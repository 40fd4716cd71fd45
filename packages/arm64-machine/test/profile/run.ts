import { assemble } from '../../src/asm/index.js';
import { SLOT } from '../../src/cpu/state.js';
import { linkAt, SymbolTable } from '../../src/image/index.js';
import { Machine } from '../../src/machine.js';
import { ObservedTiming, type RetireObserver } from '../../src/profile/index.js';
import type { TimingModel } from '../../src/timing/index.js';

export const CODE = 0x10_0000n;
export const DATA = 0x20_0000n;

/** A machine at EL1 with the text as its code, observed; symbols reach to the next one. */
export function observed(text: string, model: TimingModel, observers: readonly RetireObserver[]): Machine {
  const symbols = new SymbolTable();
  const { bytes, symbols: defined } = linkAt(assemble(text), CODE);
  for (const { name, address, size, kind } of defined) symbols.add(name, address, size, kind);
  const machine = new Machine({ timing: new ObservedTiming(model, observers), symbols, faults: 'take' });
  machine.memory.map({ name: 'code', base: CODE, size: bytes.length, perms: 'rx', el0: true });
  machine.memory.writeBytes(CODE, bytes);
  machine.memory.map({ name: 'data', base: DATA, size: 0x1_0000, perms: 'rw', el0: true });
  machine.state.words[SLOT.el] = machine.state.words[SLOT.spsel] = 1;
  machine.state.sp = DATA + 0x8000n;
  return machine;
}
