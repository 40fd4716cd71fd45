import type { EncodeContext, Encoded } from './encode.js';
import { InstructionSet } from './instruction-set.js';
import type { Feature, Instruction } from './row.js';
import { rows } from './table/index.js';

export { encodeBitmask } from './bitmask.js';
export { OperandError, type EncodeContext, type Encoded, type Relocation, type SymbolicValue } from './encode.js';
export { InstructionSet } from './instruction-set.js';
export { systemOperationName } from './operands/system.js';
export { applyRelocation, relocationTypes, type RelocationType } from './relocation.js';
export { row, type Alias, type Feature, type FieldPlace, type Fields, type Instruction, type Row, type RowBody } from './row.js';
export { systemRegister, systemRegisterByName, systemRegisterName, systemRegisters } from './system-registers.js';
export type { TimingClass } from './timing-class.js';
export { rows };

/** The instructions of the table; `a64.with(row)` has one more. */
export const a64 = new InstructionSet(rows);

/** Every mnemonic that `encode` takes, aliases included. */
export const mnemonics: ReadonlySet<string> = a64.mnemonics;

/** {@link InstructionSet.decode} of the table. */
export function decode(word: number, features?: ReadonlySet<Feature>): Instruction | undefined {
  return a64.decode(word, features);
}

/** {@link InstructionSet.disassemble} of the table. */
export function disassemble(word: number, pc?: bigint, symbolize?: (address: bigint) => string | undefined): string | undefined {
  return a64.disassemble(word, pc, symbolize);
}

/** {@link InstructionSet.encode} of the table. */
export function encode(mnemonic: string, operands: string, context: EncodeContext): Encoded {
  return a64.encode(mnemonic, operands, context);
}
