import type { ObjectCode } from '../image/object-code.js';
import type { InstructionSet } from '../isa/index.js';
import { Assembler } from './assembler.js';

export { asm, dedent } from './asm-template.js';
export { AssemblyError, type Diagnostic, type Place } from './assembly-error.js';

/**
 * Assembles A64 source in GNU as's syntax. `name` stands in errors, as a file's name does; `instructions` are those
 * of the table where none are given.
 *
 * @throws AssemblyError with a line `name:line:column: what is wrong` for each of the first twenty errors
 */
export function assemble(
  source: string,
  { name = 'asm', instructions }: { readonly name?: string; readonly instructions?: InstructionSet } = {},
): ObjectCode {
  return new Assembler(source, name, instructions).assemble();
}
