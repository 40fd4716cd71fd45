import { Decoder } from './decoder.js';
import { encodeAs, OperandError, type EncodeContext, type Encoded } from './encode.js';
import { formsOf, type Form } from './forms.js';
import type { Feature, Instruction, Row } from './row.js';
import { suggestion } from './suggestion.js';
import { rows } from './table/index.js';

export { OperandError, type EncodeContext, type Encoded, type Relocation, type SymbolicValue } from './encode.js';
export { systemOperationName } from './operands/system.js';
export { applyRelocation, relocationTypes, type RelocationType } from './relocation.js';
export type { Alias, Feature, FieldPlace, Fields, Instruction, Row } from './row.js';
export { systemRegister, systemRegisterByName, systemRegisterName, systemRegisters } from './system-registers.js';
export type { TimingClass } from './timing-class.js';
export { rows };

const decoder = new Decoder(rows);
const formsByRow = new Map<Row, readonly Form[]>();
const formsByMnemonic = new Map<string, Form[]>();

for (const row of rows) {
  const forms = formsOf(row);
  formsByRow.set(row, forms);
  for (const form of forms) {
    const sameName = formsByMnemonic.get(form.mnemonic);
    if (sameName) sameName.push(form);
    else formsByMnemonic.set(form.mnemonic, [form]);
  }
}

/** Every mnemonic that `encode` takes, aliases included. */
export const mnemonics: ReadonlySet<string> = new Set(formsByMnemonic.keys());

/** The instruction that `word` is, or undefined where it is unallocated, or of a feature that is not among `features`. */
export function decode(word: number, features?: ReadonlySet<Feature>): Instruction | undefined {
  return decoder.decode(word, features);
}

/**
 * The text of an instruction as GNU objdump prefers it: mnemonic, tab, operands. Undefined where the word is no
 * instruction. `symbolize` names the addresses that branches go to.
 */
export function disassemble(
  word: number,
  pc = 0n,
  symbolize: (address: bigint) => string | undefined = () => undefined,
): string | undefined {
  const instruction = decode(word);
  if (!instruction) return undefined;
  const { row, fields } = instruction;
  const form = formsByRow.get(row)!.find(({ prints }) => prints(fields))!;
  const operands = form.template.print(fields, { pc, symbolize });
  return operands === '' ? form.mnemonic : `${form.mnemonic}\t${operands}`;
}

/**
 * One instruction's word, from GNU syntax.
 *
 * @throws OperandError that names the mnemonic or the operand, and what would be accepted
 */
export function encode(mnemonic: string, operands: string, context: EncodeContext): Encoded {
  const forms = formsByMnemonic.get(mnemonic.toLowerCase());
  if (!forms) {
    throw new OperandError(`unknown mnemonic "${mnemonic}"${suggestion(mnemonic.toLowerCase(), formsByMnemonic.keys())}`, 0);
  }
  return encodeAs(forms, mnemonic, operands, context);
}
